import type { Credential } from "../../api/credentials";
import { rejection } from "../../logins/rejected";
import type { CommandContext } from "../../shared/context";

/** Says on stderr that a password that is about to be shown does not work now. */
export function warnIfRejected({ stderr }: CommandContext, credential: Credential): void {
  const text = rejection(credential);
  if (text !== undefined) stderr.write(`${text}\n`);
}
