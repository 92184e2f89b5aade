/**
 * Logins that another system made, and that stand in the table as its records: they work, and nothing here changes them
 * until they are adopted (`ses-smtp credential adopt`).
 */

/** The other system's encrypted login: base64 of a KMS ciphertext without encryption context. */
export const FOREIGN_SECRET_ATTRIBUTE = "encrypted_credentials";

/** Marks a record whose login is being adopted: {@link Adopting}. The manager leaves such a login alone. */
export const ADOPTING_ATTRIBUTE = "adopting";

/** An IAM user that the manager does not manage, and its access key, as far as its record names them. */
export interface UnmanagedLogin {
  user: string | undefined;
  accessKeyId: string | undefined;
}

/** @returns undefined for a record of our own */
export function unmanagedLogin(record: Readonly<Record<string, unknown>>): UnmanagedLogin | undefined {
  const isForeign = record[FOREIGN_SECRET_ATTRIBUTE] !== undefined && record.encrypted_password === undefined;
  if (!isForeign && record[ADOPTING_ATTRIBUTE] === undefined) return undefined;
  const arn = typeof record.iam_user_arn === "string" ? record.iam_user_arn : "";
  return {
    user: arn.includes(":user/") ? arn.split("/").at(-1) : undefined,
    accessKeyId: typeof record.smtp_username === "string" ? record.smtp_username : undefined,
  };
}

/** Whether the record's login is being adopted at this moment, or an adoption was interrupted. */
export function isAdopting(record: Readonly<Record<string, unknown>>): boolean {
  return record[ADOPTING_ATTRIBUTE] !== undefined;
}

/** When the adoption began, in milliseconds since 1970. */
export function adoptingSince(record: Readonly<Record<string, unknown>>): number | undefined {
  const { at } = (record[ADOPTING_ATTRIBUTE] ?? {}) as { at?: unknown };
  const time = typeof at === "string" ? Date.parse(at) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** What a person runs to stop such a login at once. */
export function stopCommand({ user, accessKeyId }: UnmanagedLogin): string {
  return `aws iam update-access-key --user-name ${user ?? "NAME"} --access-key-id ${accessKeyId ?? "ID"} --status Inactive`;
}
