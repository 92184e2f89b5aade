"use strict";
/** The keys of the single table. A sort key names whose item it is: `USER#{username}`, `CONFIG#{name}`, `EMAIL#{address}`. */
Object.defineProperty(exports, "__esModule", { value: true });
exports.SUPPRESSION_PK = exports.CONFIG_PK = exports.LEASE_PK = exports.CREDENTIAL_PK = void 0;
exports.credentialKey = credentialKey;
exports.leaseKey = leaseKey;
exports.configKey = configKey;
exports.suppressionItemKey = suppressionItemKey;
exports.usernameOf = usernameOf;
exports.configNameOf = configNameOf;
exports.suppressionKey = suppressionKey;
exports.CREDENTIAL_PK = "SMTP_USER";
exports.LEASE_PK = "SMTP_LEASE";
exports.CONFIG_PK = "EMAIL_CONFIG";
exports.SUPPRESSION_PK = "SUPPRESSION";
function credentialKey(username) {
    return { PK: exports.CREDENTIAL_PK, SK: `${USER}${username}` };
}
function leaseKey(username) {
    return { PK: exports.LEASE_PK, SK: `${USER}${username}` };
}
function configKey(name) {
    return { PK: exports.CONFIG_PK, SK: `${CONFIG}${name}` };
}
/** @param address in the form that {@link suppressionKey} compares by */
function suppressionItemKey(address) {
    return { PK: exports.SUPPRESSION_PK, SK: `${EMAIL}${suppressionKey(address)}` };
}
/** @returns undefined where the sort key does not name a user */
function usernameOf(sk) {
    return sk.startsWith(USER) ? sk.slice(USER.length) : undefined;
}
/** @returns undefined where the sort key does not name a configuration */
function configNameOf(sk) {
    return sk.startsWith(CONFIG) ? sk.slice(CONFIG.length) : undefined;
}
/**
 * The form in which addresses are stored and compared: SES's own suppression list ignores case
 * (https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html).
 */
function suppressionKey(address) {
    return address.trim().toLowerCase();
}
const USER = "USER#";
const CONFIG = "CONFIG#";
const EMAIL = "EMAIL#";
