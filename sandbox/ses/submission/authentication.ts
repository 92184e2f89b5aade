import { createHash, timingSafeEqual } from "node:crypto";

import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import type { PolicyDocument } from "../../iam/policy-document";

/** Looks up access keys; the front door implements it with the emulator's IAM. */
export interface SmtpIdentities {
  /** @returns undefined when the key does not exist (deleted, or never issued) */
  find(accessKeyId: string): Promise<SmtpIdentity | undefined>;
}

/** The access key that an SMTP login uses, and its IAM user. */
export interface SmtpIdentity {
  accessKeyId: string;
  secretAccessKey: string;
  active: boolean;
  createdAt: Date;
  userName: string;
  userArn: string;
  /** The user's inline and attached policies. */
  policies: readonly PolicyDocument[];
  /** The permissions boundary, if any. */
  boundary?: PolicyDocument;
}

/** What decides whether a login is accepted. */
export interface LoginRules {
  region: string;
  identities: SmtpIdentities;
  keyDelayMs: number;
  now: () => Date;
}

/** The identity that a login belongs to; undefined for any failure, because SES does not tell the reasons apart. */
export async function authenticate(
  accessKeyId: string,
  password: string,
  rules: LoginRules,
): Promise<SmtpIdentity | undefined> {
  const identity = await activeIdentity(accessKeyId, rules);
  // Derived for an unknown key too, so that timing does not reveal which keys exist.
  const expected = deriveSmtpPassword(identity?.secretAccessKey ?? "", rules.region);
  return sameSecret(password, expected) ? identity : undefined;
}

/**
 * The identity of an access key that is active and old enough.
 *
 * IAM is eventually consistent: AWS rejects a new key for some seconds
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
export async function activeIdentity(
  accessKeyId: string,
  { identities, keyDelayMs, now }: LoginRules,
): Promise<SmtpIdentity | undefined> {
  const identity = await identities.find(accessKeyId);
  if (!identity?.active) return undefined;
  return now().getTime() - identity.createdAt.getTime() < keyDelayMs ? undefined : identity;
}

/** Compares digests, because timingSafeEqual needs inputs of equal length. */
function sameSecret(left: string, right: string): boolean {
  const [a, b] = [left, right].map(text => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
