import { isDeepStrictEqual } from "node:util";
import { API_CREDENTIALS, modernized } from "../config/legacy";
import { BACKUP, type ConfigRecord, judge } from "./record";

/** Stands for a ciphertext that does not exist yet. */
export const PLACEHOLDER = "(encrypted)";

/** Attributes to write and to remove. */
export interface Changes {
  set: Readonly<Record<string, unknown>>;
  remove: readonly string[];
}

/** The previous attributes, so that a migration can be reverted. */
interface Backup {
  /** Replaced and removed attributes, as they were. */
  values: Readonly<Record<string, unknown>>;
  /** Attributes that did not exist before. */
  added: readonly string[];
}

/** Whether a record still has anything for the SES API. */
export function needsMigration(record: ConfigRecord): boolean {
  return (
    record[BACKUP] === undefined && (judge(record).state === "credentials_needed" || hasApiFields(record))
  );
}

/**
 * From the SES API to SMTP: sets the new login and today's names, and keeps everything else.
 *
 * @param encryptedPassword as it will be stored
 */
export function planMigration(record: ConfigRecord, username: string, encryptedPassword: string): Changes {
  const renamed = modernized(record) as ConfigRecord;
  const modern = Object.fromEntries(Object.entries(renamed).filter(([key]) => !isApiField(key)));
  const target: ConfigRecord = { ...modern, smtpUsername: username, smtpPassword: encryptedPassword };
  const set = Object.fromEntries(
    Object.entries(target).filter(([key, value]) => !isDeepStrictEqual(record[key], value)),
  );
  const remove = Object.keys(record).filter(key => !(key in target));
  const touched = [...Object.keys(set), ...remove];
  const backup: Backup = {
    values: Object.fromEntries(touched.filter(key => key in record).map(key => [key, record[key]])),
    added: touched.filter(key => !(key in record)),
  };
  return { set: { ...set, [BACKUP]: backup }, remove };
}

/** Reverts a migration; undefined where there is none. */
export function planUndo(record: ConfigRecord): Changes | undefined {
  const backup = record[BACKUP] as Backup | undefined;
  return backup && { set: backup.values, remove: [...backup.added, BACKUP] };
}

/** Deletes the backup, and with it the old access key in the record; undefined where there is none. */
export function planForget(record: ConfigRecord): Changes | undefined {
  return record[BACKUP] === undefined ? undefined : { set: {}, remove: [BACKUP] };
}

function hasApiFields(record: ConfigRecord): boolean {
  return Object.keys(modernized(record) as object).some(isApiField);
}

function isApiField(key: string): boolean {
  return (API_CREDENTIALS as readonly string[]).includes(key);
}
