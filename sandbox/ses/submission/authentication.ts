import { createHash, timingSafeEqual } from "node:crypto";

import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import type { PolicyDocument } from "../../iam/policy-document";

/** Looks up access keys and users; the front door implements it with the emulator's IAM. */
export interface SmtpIdentities {
  /** When a key was created; undefined if it was never issued. A key that is too new need not be looked up. */
  createdAt(accessKeyId: string): Date | undefined;
  /** @returns undefined when the key does not exist (deleted, or never issued) */
  find(accessKeyId: string): Promise<SmtpLogin | undefined>;
  /** @returns undefined when the user does not exist */
  permissions(userName: string): Promise<SmtpPermissions | undefined>;
}

/** What an IAM user may do. */
export interface SmtpPermissions {
  userArn: string;
  /** The user's inline and attached policies. */
  policies: readonly PolicyDocument[];
  /** The permissions boundary, if any. */
  boundary?: PolicyDocument;
}

/** The access key that an SMTP login uses. AUTH does not ask what its user may do. */
export interface SmtpLogin {
  accessKeyId: string;
  secretAccessKey: string;
  active: boolean;
  createdAt: Date;
  /** When the key was last made active or inactive, or deleted; absent if never. */
  changedAt?: Date;
  userName: string;
  userArn: string;
}

/** A login with its user's current permissions, which each message asks. */
export interface SmtpIdentity extends SmtpLogin, SmtpPermissions {}

/** What decides whether a login is accepted. */
export interface LoginRules {
  region: string;
  identities: SmtpIdentities;
  /** How long a new key is rejected. */
  keyDelayMs: number;
  /** How long a change of a key's status, or its deletion, has no effect. */
  inactiveDelayMs: number;
  /** Whether an open session's key is checked again with each MAIL FROM. SES checks it at AUTH only. */
  endsSessionsWithKey: boolean;
  now: () => Date;
}

/** The identity that a login belongs to; undefined for any failure, because SES does not tell the reasons apart. */
export async function authenticate(
  accessKeyId: string,
  password: string,
  rules: LoginRules,
): Promise<SmtpLogin | undefined> {
  const identity = await acceptedIdentity(accessKeyId, rules);
  // Derived for an unknown key too, so that timing does not reveal which keys exist.
  const expected = deriveSmtpPassword(identity?.secretAccessKey ?? "", rules.region);
  return sameSecret(password, expected) ? identity : undefined;
}

/**
 * The identity of an access key that SMTP accepts.
 *
 * IAM is eventually consistent: AWS rejects a new key for some seconds, and takes as long to notice that a key was made
 * inactive or active again
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
export async function acceptedIdentity(
  accessKeyId: string,
  { identities, keyDelayMs, inactiveDelayMs, now }: LoginRules,
): Promise<SmtpLogin | undefined> {
  const msSince = (date: Date) => now().getTime() - date.getTime();
  const createdAt = identities.createdAt(accessKeyId);
  if (createdAt === undefined || msSince(createdAt) < keyDelayMs) return undefined;
  const identity = await identities.find(accessKeyId);
  if (identity === undefined) return undefined;
  const { active, changedAt } = identity;
  const isNoticed = changedAt === undefined || msSince(changedAt) >= inactiveDelayMs;
  return active === isNoticed ? identity : undefined;
}

/** Compares digests, because timingSafeEqual needs inputs of equal length. */
function sameSecret(left: string, right: string): boolean {
  const [a, b] = [left, right].map(text => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
