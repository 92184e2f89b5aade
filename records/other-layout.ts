import { CREDENTIAL_PK, type ItemKey } from "./keys";

/**
 * The second layout in which the mail-receiving system keeps SMTP records: a partition for each username,
 * `SMTP_USER#{username}` / `CREDENTIALS#v1`. The first is that of our own records.
 */

/** The beginning of these partition keys. */
export const OTHER_LAYOUT_PREFIX = `${CREDENTIAL_PK}#`;
const OTHER_LAYOUT_SK = "CREDENTIALS#v1";

/** Our index of such records, because a partition for each username cannot be found without a scan. */
export const OTHER_LAYOUT_INDEX_PK = "UNMANAGED_LOGIN";

export function otherLayoutKey(username: string): ItemKey {
  return { PK: `${OTHER_LAYOUT_PREFIX}${username}`, SK: OTHER_LAYOUT_SK };
}

/** @returns undefined for the key of another item */
export function usernameOfOtherLayout({ PK, SK }: ItemKey): string | undefined {
  return PK.startsWith(OTHER_LAYOUT_PREFIX) && SK === OTHER_LAYOUT_SK
    ? PK.slice(OTHER_LAYOUT_PREFIX.length)
    : undefined;
}
