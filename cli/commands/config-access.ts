import type { Command } from "commander";
import { MailerError } from "../../mailer/errors/mailer-error";
import type * as Store from "../../mailer/store";
import { explainAwsError } from "../aws-faults";
import { CommandError, type CommandContext, UsageError } from "../context";
import { inOptions } from "../option-faults";
import { readSecret } from "../secret-input";

/** Where the configurations are. */
export interface StoreOptions {
  table?: string;
  kmsKey?: string;
}

export function withStoreOptions(command: Command): Command {
  return command
    .option("--table <name>", "the DynamoDB table (SES_SMTP_TABLE)", process.env.SES_SMTP_TABLE)
    .option(
      "--kms-key <arn>",
      "the KMS key that passwords are encrypted with (SES_SMTP_KMS_KEY)",
      process.env.SES_SMTP_KMS_KEY,
    );
}

/** @throws UsageError where the table is not named */
export function openStore({ table, kmsKey }: StoreOptions): Store.ConfigStore {
  if (!table) throw new UsageError("--table: name the DynamoDB table, here or in SES_SMTP_TABLE.");
  // An empty region counts as missing: the SDK then looks into the profile.
  if (process.env.AWS_REGION === "") delete process.env.AWS_REGION;
  // The SDK takes a third of a second to load, and most commands do without it.
  const { ConfigStore } = require("../../mailer/store") as typeof Store;
  return new ConfigStore({ table, ...(kmsKey && { kmsKey }) });
}

/** @throws UsageError where a password is to be stored and no key is named */
export function requireKey({ kmsKey }: StoreOptions): void {
  if (!kmsKey)
    throw new UsageError(
      "--kms-key: name the KMS key to encrypt the password with, here or in SES_SMTP_KMS_KEY.",
    );
}

/**
 * Reads the password of an SES login from stdin.
 *
 * @throws CommandError where it has the shape of a secret access key, which no SMTP server takes
 */
export async function readSmtpPassword(context: CommandContext): Promise<string> {
  const password = await readSecret(context, "SMTP password: ");
  if (/^[A-Za-z0-9/+]{40}$/.test(password)) {
    throw new CommandError(
      "stdin: this looks like a secret access key: SES wants the SMTP password derived from it (ses-smtp password).",
    );
  }
  return password;
}

/**
 * Runs a command's work; what the mailer, DynamoDB and KMS refuse is told in one line, without a stack.
 *
 * @param mend said after faults of a configuration, where another command mends them
 */
export async function withReadableErrors<Result>(
  options: StoreOptions,
  work: () => Promise<Result>,
  mend = "",
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MailerError) throw new CommandError(inOptions(error, mend), { cause: error });
    if (isRecordChanged(error)) throw new CommandError(error.message, { cause: error });
    const fault = explainAwsError(error, options);
    if (fault !== undefined) throw new CommandError(fault, { cause: error });
    throw error;
  }
}

/** Where the faults of a stored configuration are mended. */
export function mendWithSet(name: string): string {
  return ` These are options of \`ses-smtp config set ${name}\`.`;
}

function isRecordChanged(error: unknown): error is Error {
  return error instanceof Error && error.name === "RecordChanged";
}
