import { usernameProblem } from "../../mailer/config/login-shape";
import { MailerError } from "../../mailer/errors/mailer-error";
import { visible } from "../../mailer/errors/visible";
import type * as Store from "../../mailer/store";
import { awsClients } from "../shared/aws-clients";
import { explainAwsError } from "../shared/aws-errors";
import { CommandError, UsageError } from "../shared/context";
import { isFixedByOption, OPTION_NAMES } from "../shared/option-names";

/** Where the configurations are stored. */
export interface StoreOptions {
  table?: string;
  kmsKey?: string;
}

/** @throws UsageError where no table is set */
export function openStore({ table, kmsKey }: StoreOptions): Store.ConfigStore {
  if (!table) throw new UsageError("--table", "missing", "set the DynamoDB table, here or in SES_SMTP_TABLE");
  // The SDK takes a third of a second to load, and most commands do not need it.
  const { ConfigStore } = require("../../mailer/store") as typeof Store;
  return new ConfigStore({ table, names: OPTION_NAMES, ...awsClients(), ...(kmsKey && { kmsKey }) });
}

/** For what stores a password. @throws UsageError where no key is set */
export function requireKey({ kmsKey }: StoreOptions): void {
  if (!kmsKey)
    throw new UsageError(
      "--kms-key",
      "missing",
      "set the key that encrypts the password, here or in SES_SMTP_KMS_KEY",
    );
}

/** @throws UsageError where this cannot be the user name of an SES login */
export function requireSesUsername(username: string): void {
  const problem = usernameProblem(username);
  if (problem !== undefined)
    throw new UsageError(
      "--username",
      withoutPeriod(problem),
      "use the access key ID that the password is for",
    );
}

/**
 * Runs work on configurations; errors of the mailer, DynamoDB and KMS are reported in one line, without a stack.
 *
 * @param hint appended to issues of a stored configuration that another command fixes
 */
export async function withReadableErrors<Result>(
  options: StoreOptions,
  work: () => Promise<Result>,
  hint = "",
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MailerError) {
      const after = error.code === "configuration" && error.issues.some(isFixedByOption) ? hint : "";
      throw new CommandError(visible(error.message + after), { cause: error });
    }
    if (isRecordChanged(error)) throw new CommandError(visible(error.message), { cause: error });
    const explained = explainAwsError(error, options);
    if (explained !== undefined) throw new CommandError(visible(explained), { cause: error });
    throw error;
  }
}

/** Where the issues of a stored configuration are fixed. */
export function fixWithSet(name: string): string {
  return ` These are options of \`ses-smtp config set ${name}\`.`;
}

function isRecordChanged(error: unknown): error is Error {
  return error instanceof Error && error.name === "RecordChanged";
}

function withoutPeriod(text: string): string {
  return text.replace(/[.?]$/, "");
}
