import { visible } from "../../../mailer/errors/visible";
import type { Credential } from "../../api/credentials";
import type { CommandContext } from "../../shared/context";

/** Says on stderr that a password that is about to be shown does not work now. */
export function warnIfRejected({ stderr }: CommandContext, credential: Credential): void {
  const { name, status, verifiedStatus, failure } = credential;
  // A login that worked when a temporary failure was written is left on.
  if (status !== "disabled" && (status !== "failed" || verifiedStatus === "active")) return;
  const why = failure?.message ?? `Turn it on with \`ses-smtp credential enable ${name}\`.`;
  const text = `${JSON.stringify(name)} is ${status}: the server rejects this login now. ${why}`;
  stderr.write(`${visible(text)}\n`);
}
