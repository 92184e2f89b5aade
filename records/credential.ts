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
