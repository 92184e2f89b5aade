import type { Adopting } from "../../records/unmanaged";
import { explainAwsError } from "../shared/aws-errors";
import { CommandError } from "../shared/context";
import type { AdoptPorts } from "./ports";

/** After the login was verified under its new name, whatever fails. */
export const FINISH = "The login works; run the same command again to finish.";

/** The user of an adoption that has begun was deleted. */
export class UserIsGone extends CommandError {}

/** An adoption that has begun cannot go on, and has to be undone. */
export class CannotContinue extends CommandError {
  constructor(
    message: string,
    readonly mark: Adopting,
  ) {
    super(message);
  }
}

/** @returns why something failed, without a period at the end */
export function reasonOf(
  error: unknown,
  { table, kmsKeyArn }: Pick<AdoptPorts, "table" | "kmsKeyArn">,
): string {
  const text =
    explainAwsError(error, { table, kmsKey: kmsKeyArn }) ??
    (error instanceof Error ? error.message : String(error));
  return text.replace(/\.$/, "");
}

/** Whoever has the lease now may be at work on the same user: nothing more is done. */
export function lostLease(username: string): CommandError {
  return new CommandError(
    `Username ${JSON.stringify(username)}: another run has taken over, because this one took too long: nothing more was changed; run the same command again.`,
  );
}
