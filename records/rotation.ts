/**
 * When a login gets a new password. These are pure functions shared by the manager, which rotates, and the daily sweep,
 * which finds the rotations that are due. Records are given as JavaScript values; all times are milliseconds since
 * 1970.
 */

export const DAY_MS = 24 * 60 * 60 * 1000;

/** What the stack's settings say about rotation. All in days; fractions are allowed. */
export interface RotationSettings {
  /** The age at which a password is replaced; 0 for never. A record's `rotation_days` takes precedence. */
  rotationDays: number;
  /** How long the previous login keeps working. A record's `rotation_grace_days` takes precedence. */
  graceDays: number;
  /** The most that continued use can extend it to. */
  maxGraceDays: number;
}

/** More than a lifetime of any password; a larger number is a mistake. */
export const MAX_DAYS = 3_650;

type RecordValues = Readonly<Record<string, unknown>>;

/** Whether a value can be a record's `rotation_days` or `rotation_grace_days`. */
export function isDays(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= MAX_DAYS;
}

/**
 * Whether a rotation was requested and not carried out yet: `rotate_requested_at` differs from `rotated_for`, the
 * manager's exact copy of it. So any value rotates once, even one in the future or one that is not a time.
 */
export function isRotationRequested({ rotate_requested_at, rotated_for }: RecordValues): boolean {
  return rotate_requested_at !== undefined && !isSame(rotate_requested_at, rotated_for);
}

/** @returns undefined if no rotation is scheduled, or if `rotation_days` is not a number of days */
export function rotationDaysOf(
  { rotation_days }: RecordValues,
  { rotationDays }: Pick<RotationSettings, "rotationDays">,
): number | undefined {
  const days = rotation_days === undefined ? rotationDays : rotation_days;
  return isDays(days) && days > 0 ? days : undefined;
}

/**
 * When the next scheduled rotation is due; it may have passed. Logins of the same age are spread over a day by their
 * usernames.
 *
 * @param now a password that claims to be newer than this is due at once
 * @returns undefined if none is scheduled, or if `rotation_days` is not a number of days
 */
export function scheduledRotationAt(
  username: string,
  record: RecordValues,
  settings: Pick<RotationSettings, "rotationDays">,
  now: number,
): number | undefined {
  const days = rotationDaysOf(record, settings);
  if (days === undefined) return undefined;
  const ages = [record.rotated_at, record.created_at].map(timeOf);
  const since = ages.find(time => time !== undefined && time <= now);
  return since === undefined ? now : since + days * DAY_MS + spreadMs(username);
}

/** Whether a working login must get a new password now. */
export function isRotationDue(
  username: string,
  record: RecordValues,
  settings: RotationSettings,
  now: number,
): boolean {
  if (isRotationRequested(record)) return true;
  const at = scheduledRotationAt(username, record, settings, now);
  return at !== undefined && at <= now;
}

/** How long the previous login keeps working, and the most that continued use can extend that to; in milliseconds. */
export function graceOf(
  { rotation_grace_days }: RecordValues,
  { graceDays, maxGraceDays }: RotationSettings,
): { graceMs: number; maxGraceMs: number } {
  const graceMs = (isDays(rotation_grace_days) ? rotation_grace_days : graceDays) * DAY_MS;
  return { graceMs, maxGraceMs: Math.max(graceMs, maxGraceDays * DAY_MS) };
}

/** A time of day for each username: 0 to 24 h, in milliseconds. Spreads rotations that are due at once. */
export function spreadMs(username: string): number {
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (const character of username) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  // It alone leaves "printer-1" to "printer-9" within an hour; MurmurHash3's last step spreads them too.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return Math.floor((hash / 2 ** 32) * DAY_MS);
}

/** @returns undefined if it is not a time in ISO 8601 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== "string" || !ISO_TIME.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** With a time zone: without one, a time would mean something else on each machine. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (one !== null && JSON.stringify(one) === JSON.stringify(other));
}
