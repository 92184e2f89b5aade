import { visible } from "../../mailer/errors/visible";
import type { Credential } from "../api/credentials";

/** Why a password that is about to be shown does not work now, in sentences; undefined if it may. */
export function rejection(credential: Credential): string | undefined {
  const { name, status, verifiedStatus, failure } = credential;
  // A login that worked when a temporary failure was written is left on.
  if (status !== "disabled" && (status !== "failed" || verifiedStatus === "active")) return undefined;
  const why = failure?.message ?? `Turn it on with \`ses-smtp credential enable ${name}\`.`;
  return visible(`${JSON.stringify(name)} is ${status}: the server rejects this login now. ${why}`);
}
