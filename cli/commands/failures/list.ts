import { SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { readFailures } from "../../operations/failures";
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
      const failures = await withReadableAwsErrors({}, () => readFailures(new SQSClient({}), resources));
      context.result(
        { failures },
        failures.length === 0
          ? "Nothing is parked or due for a retry; operations with a delay appear once they are due."
          : tableOf(failures, context.columns),
      );
    });
}
