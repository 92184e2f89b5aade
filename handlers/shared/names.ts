/**
 * The names that the program (which grants by them) and the functions (which act by them) must agree on.
 * Pure: no SDK, no Pulumi.
 */

/** Partition keys of the single table; a sort key is always `USER#{username}` here. */
export const CREDENTIAL_PK = "SMTP_USER";
export const LEASE_PK = "SMTP_LEASE";

/** Value of the `entity_type` attribute of a credential record. */
export const CREDENTIAL_ENTITY_TYPE = "smtp_credential";

/** Every IAM user of ours is named `ses-smtp-user-{username}-{seconds since 1970}`. */
export const USER_NAME_PREFIX = "ses-smtp-user-";

/** The one inline policy that a user of ours carries. */
export const USER_POLICY_NAME = "ses-smtp-sender";

/** The KMS encryption context's `purpose`. */
export const ENCRYPTION_PURPOSE = "smtp-password";
export const ENCRYPTION_CONTEXT_KEYS = ["purpose", "table", "username", "smtp_username"] as const;

/** Tags that every IAM user of ours carries, from the moment of its creation. */
export const TAG_STACK = "ses-smtp:stack";
export const TAG_USERNAME = "ses-smtp:username";

/**
 * 39 = 64, IAM's limit of a user name
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), less our prefix (14) and
 * `-` with a time in seconds (11).
 */
export const USERNAME_MAX_LENGTH = 39;

/** The characters that IAM allows in a user name and in a tag's value, in ASCII. */
const USERNAME = new RegExp(`^[A-Za-z0-9_+=.@-]{1,${USERNAME_MAX_LENGTH}}$`);

export function isUsername(text: string): boolean {
  return USERNAME.test(text);
}

/** The IAM path below which all users of a stack live: `/ses-smtp/{stack}/`. */
export function stackPath(stack: string): string {
  return `/ses-smtp/${stack}/`;
}

/** The IAM path of one username. ListUsers by this prefix finds its user without any record. */
export function userPath(stack: string, username: string): string {
  return `${stackPath(stack)}${username}/`;
}

/** @param at when the user is made; IAM compares names without regard to case, the time keeps them apart. */
export function userName(username: string, at: Date): string {
  return `${USER_NAME_PREFIX}${username}-${Math.floor(at.getTime() / 1000)}`;
}

/** Whether an IAM user name is one that {@link userName} makes for this username. */
export function isUserNameOf(name: string, username: string): boolean {
  const prefix = `${USER_NAME_PREFIX}${username}-`;
  return name.startsWith(prefix) && /^\d{10}$/.test(name.slice(prefix.length));
}

export function sortKey(username: string): string {
  return `${SORT_KEY_PREFIX}${username}`;
}

/** @returns undefined where the sort key is not one of a username */
export function usernameOf(sk: string): string | undefined {
  return sk.startsWith(SORT_KEY_PREFIX) ? sk.slice(SORT_KEY_PREFIX.length) : undefined;
}

const SORT_KEY_PREFIX = "USER#";

/**
 * Binds a ciphertext to its owner: copied to another record, table or key it does not decrypt.
 * https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */
export function encryptionContext(owner: {
  table: string;
  username: string;
  smtpUsername: string;
}): Record<(typeof ENCRYPTION_CONTEXT_KEYS)[number], string> {
  return {
    purpose: ENCRYPTION_PURPOSE,
    table: owner.table,
    username: owner.username,
    smtp_username: owner.smtpUsername,
  };
}

/** The SMTP endpoint of a region, https://docs.aws.amazon.com/general/latest/gr/ses.html. */
export function smtpHost(region: string): string {
  return `email-smtp.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}
