import type { Command } from "commander";
import type * as Read from "../../../handlers/email-events/read/table-emails";
import { awsClients } from "../../shared/aws-clients";
import { type StackOptions, withStackOptions } from "../../operations/stack-resources";
import { type CommandContext, UsageError } from "../../shared/context";
import type { QueuedMessage, Search } from "../../privacy/queued";
import { withReadableAwsErrors } from "../../shared/readable-errors";

export interface TableOptions extends StackOptions {
  table?: string;
}

export function withTableOption(command: Command): Command {
  return withStackOptions(
    command.option("--table <name>", "the DynamoDB table (SES_SMTP_TABLE)", process.env.SES_SMTP_TABLE),
  );
}

/** What the commands do not cover. */
export const NOT_IN_TABLE =
  "Log entries cannot be deleted one by one; they expire with the log groups' retention " +
  "(docs/events.md). The account's suppression list in SES is changed with `ses-smtp suppression remove --account`.";

/** Says on the error stream what {@link findQueued} found, if a person has to do something about it. */
export function tellQueued(context: CommandContext, found: Search): void {
  if ("notSearched" in found) {
    context.stderr.write(`Queued messages were not searched: ${found.notSearched}\n`);
    return;
  }
  const count = found.messages.length;
  if (count === 0) return;
  context.stderr.write(
    `${count === 1 ? "1 queued message contains" : `${count} queued messages contain`} the address: events that could not ` +
      "be recorded yet, which are lost if somebody deletes them. Record them with `ses-smtp failures retry --all`, and then " +
      "erase the address. `ses-smtp failures discard` deletes messages that cannot be parsed.\n",
  );
}

/** In results: null where nobody looked. */
export function queuedIn(found: Search): readonly QueuedMessage[] | null {
  return "messages" in found ? found.messages : null;
}

/**
 * Runs work on what the table keeps about recipients, with the caller's own permissions.
 *
 * @throws UsageError where no table is set; CommandError for what AWS refuses
 */
export async function withEmails<Result>(
  { table }: TableOptions,
  work: (emails: Read.TableEmails) => Promise<Result>,
): Promise<Result> {
  if (!table) throw new UsageError("--table", "missing", "set the DynamoDB table, here or in SES_SMTP_TABLE");
  // The SDK takes a third of a second to load, and most commands do not need it.
  const { TableEmails } = require("../../../handlers/email-events/read/table-emails") as typeof Read;
  const { dynamodb } = awsClients();
  try {
    return await withReadableAwsErrors({ table }, () => work(new TableEmails(dynamodb, table)));
  } finally {
    dynamodb.destroy();
  }
}
