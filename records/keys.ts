/** The keys of the single table. A sort key names whose item it is: `USER#{username}`, `CONFIG#{name}`, `EMAIL#{address}`. */

export const CREDENTIAL_PK = "SMTP_USER";
export const LEASE_PK = "SMTP_LEASE";
export const HOLD_PK = "SMTP_HOLD";
export const ENABLED_PK = "SMTP_ENABLED";
export const CONFIG_PK = "EMAIL_CONFIG";
export const SUPPRESSION_PK = "SUPPRESSION";
export const ACCOUNT_PK = "EMAIL_ACCOUNT";

export interface ItemKey {
  PK: string;
  SK: string;
}

export function credentialKey(username: string): ItemKey {
  return { PK: CREDENTIAL_PK, SK: `${USER}${username}` };
}

export function leaseKey(username: string): ItemKey {
  return { PK: LEASE_PK, SK: `${USER}${username}` };
}

/** The item that keeps a login stopped whatever its record asks for. */
export function holdKey(username: string): ItemKey {
  return { PK: HOLD_PK, SK: `${USER}${username}` };
}

/** The item that says when the login was last enabled; unlike the record, nobody overwrites it. */
export function enabledKey(username: string): ItemKey {
  return { PK: ENABLED_PK, SK: `${USER}${username}` };
}

export function configKey(name: string): ItemKey {
  return { PK: CONFIG_PK, SK: `${CONFIG}${name}` };
}

/** @param address in the form that {@link suppressionKey} compares by */
export function suppressionItemKey(address: string): ItemKey {
  return { PK: SUPPRESSION_PK, SK: `${EMAIL}${suppressionKey(address)}` };
}

/** @returns undefined where the sort key does not name a user */
export function usernameOf(sk: string): string | undefined {
  return sk.startsWith(USER) ? sk.slice(USER.length) : undefined;
}

/** @returns undefined where the sort key does not name a configuration */
export function configNameOf(sk: string): string | undefined {
  return sk.startsWith(CONFIG) ? sk.slice(CONFIG.length) : undefined;
}

/**
 * The form in which addresses are stored and compared: SES's own suppression list ignores case
 * (https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html).
 */
export function suppressionKey(address: string): string {
  return address.trim().toLowerCase();
}

/** The item that says when SES was last asked about the account, and when administrators were last told what. */
export const ACCOUNT_WATCH_KEY: ItemKey = { PK: ACCOUNT_PK, SK: "WATCH" };

const USER = "USER#";
const CONFIG = "CONFIG#";
const EMAIL = "EMAIL#";
