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

/** Where a mail configuration's password is sent, and how the connection is protected. */
export interface ServerBinding {
  /** In lower case. */
  host: string;
  port: number;
  /** TLS from the start, STARTTLS required, or STARTTLS only if the server offers it. */
  tls: "implicit" | "starttls" | "optional";
  /** `public`, or the SHA-256 of the private certificate authority's PEM, in hex. */
  ca: string;
}

/**
 * Binds a mail configuration's password to its record and attribute, and to the server that it is for: somebody who can
 * write the table cannot have it sent to another server, or without TLS.
 */
export function configContext(
  table: string,
  name: string,
  field: string,
  { host, port, tls, ca }: ServerBinding,
): Record<string, string> {
  return { purpose: "email-config", table, config: name, field, host, port: String(port), tls, ca };
}
