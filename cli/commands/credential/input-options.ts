import type { Command } from "commander";
import type { Inputs } from "../../api/credentials";
import { UsageError } from "../../shared/context";

/** The options for a login's settings other than its addresses. An empty value removes a setting. */
export interface InputOptions {
  description?: string;
  ownerEmail?: string;
  mailbox?: string;
  validUntil?: string;
  rotationDays?: string;
  rotationGraceDays?: string;
}

export function withInputOptions(command: Command): Command {
  return command
    .option("--description <text>", "what the login is for")
    .option("--owner-email <address>", "whom to contact about it")
    .option("--mailbox <address>", "also send from what receiving rules forward to this mailbox")
    .option("--valid-until <time>", "when it ends, such as 2030-01-31T18:00:00Z")
    .option("--rotation-days <days>", "age at which its password is replaced; 0 for never")
    .option("--rotation-grace-days <days>", "how long the previous password keeps working after that");
}

/** The given options in the API's form. @throws UsageError for an invalid number */
export function inputsOf(options: InputOptions): Partial<Omit<Inputs, "allowedFromAddresses">> {
  const { description, ownerEmail, mailbox, validUntil, rotationDays, rotationGraceDays } = options;
  return {
    ...(description !== undefined && { description }),
    ...(ownerEmail !== undefined && { ownerEmail }),
    ...(mailbox !== undefined && { mailbox }),
    ...(validUntil !== undefined && { validUntil }),
    ...(rotationDays !== undefined && { rotationDays: days("--rotation-days", rotationDays) }),
    ...(rotationGraceDays !== undefined && {
      rotationGraceDays: days("--rotation-grace-days", rotationGraceDays),
    }),
  };
}

function days(option: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(option, `${JSON.stringify(text)} is not a number of days`, "use one such as 90");
}
