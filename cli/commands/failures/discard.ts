import { SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { discardMessages, readUnparsed } from "../../operations/failures";
import { operationsIn } from "../../operations/messages";
import { findStackResources, type StackOptions, withStackOptions } from "../../operations/stack-resources";
import { confirm } from "../../shared/confirm";
import type { CommandContext } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";
import { tableOf } from "./table";

interface DiscardOptions extends StackOptions {
  yes?: boolean;
}

export function failuresDiscardCommand(context: CommandContext): Command {
  return withStackOptions(new Command("discard"))
    .description("delete parked messages that cannot be parsed, so retry cannot help; they are shown first")
    .option("--yes", "do not ask for confirmation")
    .action(async (options: DiscardOptions) => {
      const { parkedQueueUrl } = await findStackResources(options, ["parkedQueueUrl"]);
      const sqs = new SQSClient({});
      const shown = await withReadableAwsErrors({}, () => readUnparsed(sqs, parkedQueueUrl));
      if (shown.length === 0)
        return context.result({ discarded: 0 }, "No parked message that cannot be parsed.");
      context.stderr.write(
        `${tableOf(
          shown.flatMap(message => operationsIn("parked", message)),
          context.stderr.columns,
        )}\n`,
      );
      await confirm(context, `Delete ${inWords(shown.length)} permanently`, options.yes);
      const ids = new Set(shown.map(({ id }) => id));
      const discarded = await withReadableAwsErrors({}, () => discardMessages(sqs, parkedQueueUrl, ids));
      context.result({ discarded }, `${inWords(discarded)} deleted.`);
    });
}

function inWords(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}
