import type { Command } from "commander";
import { MailerError } from "../../mailer/errors/mailer-error";
import type * as Store from "../../mailer/store";
import { CommandError, UsageError } from "../context";

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

/** Runs a command's work; what the mailer, DynamoDB and KMS refuse is told in one line, without a stack. */
export async function told<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MailerError || isRecordChanged(error))
      throw new CommandError(error.message, { cause: error });
    if (isAws(error)) throw new CommandError(`AWS: ${error.name}: ${error.message}`, { cause: error });
    throw error;
  }
}

function isRecordChanged(error: unknown): error is Error {
  return error instanceof Error && error.name === "RecordChanged";
}

/** The SDK's errors: those of a service carry $metadata; those of the credentials chain, a name. */
function isAws(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ("$metadata" in error ||
      /^(CredentialsProviderError|ExpiredToken|Region)/.test(error.name) ||
      /Region is missing/.test(error.message))
  );
}
