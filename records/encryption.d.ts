/**
 * KMS encryption contexts. Each binds a ciphertext to one place: copied to another record, table or key, it does not
 * decrypt. https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */
/** The context's `purpose` for the password of a credential record. */
export declare const ENCRYPTION_PURPOSE = "smtp-password";
export declare const ENCRYPTION_CONTEXT_KEYS: readonly ["purpose", "table", "username", "smtp_username"];
/** Binds a credential's password to its owner. */
export declare function encryptionContext(owner: {
    table: string;
    username: string;
    smtpUsername: string;
}): Record<(typeof ENCRYPTION_CONTEXT_KEYS)[number], string>;
/** Binds a mail configuration's password to its record and attribute. */
export declare function configContext(table: string, name: string, field: string): Record<string, string>;
