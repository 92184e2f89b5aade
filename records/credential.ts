/** Credential records: partition `SMTP_USER`, one for each username. docs/credentials.md lists their attributes. */

/** Value of the `entity_type` attribute. */
export const CREDENTIAL_ENTITY_TYPE = "smtp_credential";

/**
 * 39 = 64, IAM's limit for a user name
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), minus the prefix
 * `ses-smtp-user-` (14) and `-` with a time in seconds (11).
 */
export const MAX_USERNAME_LENGTH = 39;

/** The ASCII characters that IAM allows both in a user name and in a tag's value. */
const USERNAME = new RegExp(`^[A-Za-z0-9_+=.@-]{1,${MAX_USERNAME_LENGTH}}$`);

export function isUsername(text: string): boolean {
  return USERNAME.test(text);
}

/** The attributes that people write. All others belong to the manager, or describe the request. */
export const CREDENTIAL_INPUTS = [
  "status",
  "allowed_from_addresses",
  "description",
  "owner_email",
  "mailbox",
  "valid_until",
  "rotation_days",
  "rotation_grace_days",
  "rotate_requested_at",
  "compromised_at",
] as const;

export type CredentialInput = (typeof CREDENTIAL_INPUTS)[number];

/** Who last changed the record through the API: `{arn, at, of}`, where `of` is the digest of what they asked for. */
export const CHANGED_BY = "changed_by";

/** A correlation id that a caller of the API may choose; printable in a log line and in a URL. */
export const CORRELATION_ID = /^[\w.-]{1,64}$/;

/** The attributes that may be listed: everything about a request and its outcome, without the encrypted password. */
export const READABLE_ATTRIBUTES = [
  "PK",
  "SK",
  ...CREDENTIAL_INPUTS,
  CHANGED_BY,
  "smtp_username",
  "iam_user_arn",
  "created_at",
  "updated_at",
  "region",
  "smtp_host",
  "verified_status",
  "failure",
  "rotated_at",
  "rotated_for",
  "compromised_for",
  "previous_smtp_username",
  "previous_until",
  "suspended",
  "rule_senders",
] as const;

/** The SMTP password, encrypted with KMS. */
export const SECRET_ATTRIBUTE = "encrypted_password";
