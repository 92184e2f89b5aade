"use strict";
/**
 * KMS encryption contexts. Each binds a ciphertext to one place: copied to another record, table or key, it does not
 * decrypt. https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */
Object.defineProperty(exports, "__esModule", { value: true });
exports.ENCRYPTION_CONTEXT_KEYS = exports.ENCRYPTION_PURPOSE = void 0;
exports.encryptionContext = encryptionContext;
exports.configContext = configContext;
/** The context's `purpose` for the password of a credential record. */
exports.ENCRYPTION_PURPOSE = "smtp-password";
exports.ENCRYPTION_CONTEXT_KEYS = ["purpose", "table", "username", "smtp_username"];
/** Binds a credential's password to its owner. */
function encryptionContext(owner) {
    return {
        purpose: exports.ENCRYPTION_PURPOSE,
        table: owner.table,
        username: owner.username,
        smtp_username: owner.smtpUsername,
    };
}
/** Binds a mail configuration's password to its record and attribute. */
function configContext(table, name, field) {
    return { purpose: "email-config", table, config: name, field };
}
