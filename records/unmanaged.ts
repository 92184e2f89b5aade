import { SECRET_ATTRIBUTE } from "./credential";

/**
 * Logins that another system made, and that stand in the table as its records: they work, and nothing here changes them
 * until they are adopted (`ses-smtp credential adopt`).
 */

/** The other system's encrypted login: base64 of a KMS ciphertext without encryption context. */
export const FOREIGN_SECRET_ATTRIBUTE = "encrypted_credentials";

/** Marks a record whose login is being adopted or released: {@link Adopting}. The manager leaves such a login alone. */
export const ADOPTING_ATTRIBUTE = "adopting";

/** What {@link unmanagedLogin} needs beside the attributes that anybody may read. */
export const LOGIN_ATTRIBUTES = [SECRET_ATTRIBUTE, FOREIGN_SECRET_ATTRIBUTE, ADOPTING_ATTRIBUTE] as const;

/** Whose login a record is about while its IAM user is brought under management, or given back. */
export interface Adopting {
  /** The IAM user's name before. */
  user: string;
  /** The IAM user's path before. */
  path: string;
  /** The name that the user gets. */
  to: string;
  /** IAM's unique ID of the user, which a later user of the same name does not have. */
  user_id: string;
  access_key_id: string;
  /** The document of a policy that the user had under the name of ours, such as after a release: undoing restores it. */
  policy?: string;
  /** The adoption has created the record: undoing it deletes the record. */
  created?: true;
  /** The login was verified under its new name: from here the adoption is finished, and not undone. */
  verified?: true;
  /** The login is being given back: the user leaves the stack's path. */
  releasing?: true;
  /** ISO 8601: when the last attempt began. */
  at: string;
  by: string;
}

/** An IAM user that the manager does not manage, and its access key, as far as its record names them. */
export interface UnmanagedLogin {
  user: string | undefined;
  accessKeyId: string | undefined;
}

type Attributes = Readonly<Record<string, unknown>>;

/** @returns undefined for a record of our own */
export function unmanagedLogin(record: Attributes): UnmanagedLogin | undefined {
  const isForeign = record[FOREIGN_SECRET_ATTRIBUTE] !== undefined && record[SECRET_ATTRIBUTE] === undefined;
  if (!isForeign && !isAdopting(record)) return undefined;
  const mark = readAdopting(record);
  if (mark !== undefined) {
    // A user at the stack's path is stopped by the manager; the name is where the user is otherwise.
    return { user: mark.releasing || mark.verified ? mark.to : mark.user, accessKeyId: mark.access_key_id };
  }
  const arn = text(record.iam_user_arn) ?? "";
  return {
    user: arn.includes(":user/") ? arn.split("/").at(-1) : undefined,
    accessKeyId: text(record.smtp_username),
  };
}

/** Whether the record's login is being adopted or released at this moment, or that was interrupted. */
export function isAdopting(record: Attributes): boolean {
  return record[ADOPTING_ATTRIBUTE] !== undefined;
}

/** @returns undefined if there is no mark, or one that was not written by `ses-smtp`: see {@link isAdopting} */
export function readAdopting(record: Attributes): Adopting | undefined {
  const mark = (record[ADOPTING_ATTRIBUTE] ?? {}) as Attributes;
  const [user, path, to, user_id, access_key_id] = [
    mark.user,
    mark.path,
    mark.to,
    mark.user_id,
    mark.access_key_id,
  ].map(text);
  if (!user || !path || !to || !user_id || !access_key_id) return undefined;
  return {
    user,
    path,
    to,
    user_id,
    access_key_id,
    ...(typeof mark.policy === "string" && { policy: mark.policy }),
    ...(mark.created === true && { created: true }),
    ...(mark.verified === true && { verified: true }),
    ...(mark.releasing === true && { releasing: true }),
    at: text(mark.at) ?? "",
    by: text(mark.by) ?? "",
  };
}

/** When the adoption began, in milliseconds since 1970. */
export function adoptingSince(record: Attributes): number | undefined {
  const { at } = (record[ADOPTING_ATTRIBUTE] ?? {}) as { at?: unknown };
  const time = typeof at === "string" ? Date.parse(at) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** What a person runs to stop such a login at once. */
export function stopCommand({ user, accessKeyId }: UnmanagedLogin): string {
  return `aws iam update-access-key --user-name ${user ?? "NAME"} --access-key-id ${accessKeyId ?? "ID"} --status Inactive`;
}

/** Why nothing here can stop or change such a login, and what a person does; both without a period at the end. */
export function unmanagedProblem(
  record: Attributes,
  login: UnmanagedLogin,
): { problem: string; remedy: string } {
  const stop = `Stop it with ${stopCommand(login)}`;
  if (!isAdopting(record)) {
    const problem = "This login was made by another system and still works";
    return { problem, remedy: `${stop}; ses-smtp credential adopt brings it under management` };
  }
  const [being, again] = readAdopting(record)?.releasing ? ["released", "release"] : ["adopted", "adopt"];
  const problem = `This login is being ${being}, and may still work`;
  return { problem, remedy: `${stop}; then run the same ses-smtp credential ${again} again` };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
