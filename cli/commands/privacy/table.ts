import type { Command } from "commander";
import type * as Read from "../../../handlers/email-events/read/table-emails";
import { awsClients } from "../../shared/aws-clients";
import { UsageError } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";

export interface TableOptions {
  table?: string;
}

export function withTableOption(command: Command): Command {
  return command.option("--table <name>", "the DynamoDB table (SES_SMTP_TABLE)", process.env.SES_SMTP_TABLE);
}

/** What the commands do not cover. */
export const NOT_IN_TABLE =
  "Log entries cannot be deleted one by one; they expire with the log groups' retention " +
  "(docs/events.md). The account's suppression list in SES is changed with `ses-smtp suppression remove --account`.";

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
