import { createHash, timingSafeEqual } from "node:crypto";

import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import type { SmtpIdentities, SmtpIdentity } from "../identity";

/** What logins are judged by. */
export interface LoginRules {
  region: string;
  identities: SmtpIdentities;
  keyDelayMs: number;
  now: () => Date;
}

/** The identity behind a login, or undefined: SES does not say which of the reasons it was. */
export async function logIn(
  accessKeyId: string,
  password: string,
  rules: LoginRules,
): Promise<SmtpIdentity | undefined> {
  const identity = await liveIdentity(accessKeyId, rules);
  // The same work for a key that does not exist, so that the time taken tells nothing.
  const expected = deriveSmtpPassword(identity?.secretAccessKey ?? "", rules.region);
  return sameSecret(password, expected) ? identity : undefined;
}

/**
 * The identity of a key that is active and old enough.
 *
 * IAM is eventually consistent: on AWS a new key is refused for some seconds
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
export async function liveIdentity(
  accessKeyId: string,
  { identities, keyDelayMs, now }: LoginRules,
): Promise<SmtpIdentity | undefined> {
  const identity = await identities.find(accessKeyId);
  if (!identity?.active) return undefined;
  return now().getTime() - identity.createdAt.getTime() < keyDelayMs ? undefined : identity;
}

/** Compares digests, which have one length whatever was sent. */
function sameSecret(left: string, right: string): boolean {
  const [a, b] = [left, right].map(text => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
