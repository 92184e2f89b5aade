import { visible } from "../../mailer/errors/visible";
import type { Credential, Credentials } from "../api/credentials";
import { CommandError } from "../shared/context";

/** What a requested rotation will do. */
export interface RequestedRotation {
  credential: Credential;
  /** A grace is running: the new password is created after this time. ISO 8601. */
  waitsFor: string | undefined;
}

/**
 * Asks for a new password.
 *
 * @param compromised stop the login at once, and create a new one
 * @throws CommandError where the login would get none
 */
export async function requestRotation(
  credentials: Credentials,
  name: string,
  compromised: boolean,
): Promise<RequestedRotation> {
  if (!compromised) requireRotatable((await credentials.show(name)).credential);
  const credential = await credentials.act(name, "rotate", compromised ? { compromised } : undefined);
  return { credential, waitsFor: compromised ? undefined : graceOf(credential) };
}

/** The manager refuses these too, but only after a while. @throws CommandError */
function requireRotatable({ name, status }: Credential): void {
  if (status !== "disabled" && status !== "failed") return;
  const remedy =
    status === "disabled"
      ? `turn it on first with \`ses-smtp credential enable ${name}\``
      : `correct first what \`ses-smtp credential show ${name}\` names`;
  throw new CommandError(
    `${JSON.stringify(name)} is ${status}, so it gets no new password: ${remedy}. If the password was stolen, use --compromised.`,
  );
}

/** Until when a login that an earlier rotation replaced works: a login has at most one predecessor. */
function graceOf({ previousUntil }: Credential): string | undefined {
  return previousUntil !== undefined && Date.parse(previousUntil) > Date.now() ? previousUntil : undefined;
}

export function afterGrace(name: string, until: string): string {
  return visible(
    `${JSON.stringify(name)}: the rotation is requested. The login before the current one still works until ${until}; ` +
      "the new password is created after that. To replace it now, use --compromised, which stops both.",
  );
}

/** A compromised login that was not on is only removed. */
export function isReplaced({ status, compromisedFor, compromisedAt }: Credential): boolean {
  return compromisedFor === compromisedAt && status !== "pending";
}
