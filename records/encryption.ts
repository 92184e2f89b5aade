/**
 * KMS encryption contexts. Each binds a ciphertext to one place: copied to another record, table or key, it does not
 * decrypt. https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */

/** The context's `purpose` for the password of a credential record. */
export const ENCRYPTION_PURPOSE = "smtp-password";
export const ENCRYPTION_CONTEXT_KEYS = ["purpose", "table", "username", "smtp_username"] as const;

/** Binds a credential's password to its owner. */
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

/** Binds a mail configuration's password to its record and attribute. */
export function configContext(table: string, name: string, field: string): Record<string, string> {
  return { purpose: "email-config", table, config: name, field };
}
