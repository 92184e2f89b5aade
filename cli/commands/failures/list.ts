import { SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { operationsIn, receiveAll } from "../../operations/messages";
import { findStackResources, type StackOptions, withStackOptions } from "../../operations/stack-resources";
import type { CommandContext } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";
import { tableOf } from "./table";

export function failuresListCommand(context: CommandContext): Command {
  return withStackOptions(new Command("list"))
    .description(
      "list the operations that wait for a retry, and those parked for an operator; changes nothing",
    )
    .action(async (options: StackOptions) => {
      const resources = await findStackResources(options, ["parkedQueueUrl", "deadLetterQueueUrl"]);
      const failures = await withReadableAwsErrors({}, async () => {
        const sqs = new SQSClient({});
        const parked = await receiveAll(sqs, resources.parkedQueueUrl, 0);
        const waiting = await receiveAll(sqs, resources.deadLetterQueueUrl, 0);
        return [
          ...parked.flatMap(message => operationsIn("parked", message)),
          ...waiting.flatMap(message => operationsIn("waiting", message)),
        ];
      });
      context.result(
        { failures },
        failures.length === 0
          ? "Nothing is parked or due for a retry; operations with a delay appear once they are due."
          : tableOf(failures, context.columns),
      );
    });
}
