/**
 * What the table keeps about mail that was sent: bounces, complaints and violations for each recipient, the suppression
 * list, and counts for each login. docs/architecture.md describes how they are written.
 */
import { type ItemKey, suppressionKey } from "./keys";

/** The events that are kept for each recipient; the names are part of the keys. */
export type RecordedType = "bounce" | "complaint" | "violation";

/** Partitions that end with a day, an address, or a username and an hour. */
export const EVENT_PK_PREFIX = "EMAIL_EVENT#";
export const ADDRESS_PK_PREFIX = "EMAIL_ADDRESS#";
export const MARK_PK_PREFIX = "EMAIL_MARK#";
export const COUNT_PK_PREFIX = "EMAIL_COUNT#";

/** Hours whose marks are not all counted yet, and totals for each login. */
export const UNCOUNTED_PK = "EMAIL_UNCOUNTED";
export const TOTAL_PK = "EMAIL_TOTAL";

/** How far the daily run has deleted what has expired, in a table where DynamoDB does not. */
export const EXPIRED_PK = "EMAIL_EXPIRED";

/** What each audience of the daily digests has been told. */
export const DIGEST_PK = "EMAIL_DIGEST";

/** In place of a username, for mail that was not sent with a login of this stack. No username contains parentheses. */
export const UNATTRIBUTED = "(unattributed)";

/** The event of one recipient. */
export interface RecordedEventId {
  type: RecordedType;
  /** As SES assigned it. */
  messageId: string;
  /** Compared as the suppression list compares it. */
  recipient: string;
}

/** @param day yyyy-mm-dd (UTC), of the event's own time as it first arrived */
export function eventKey(day: string, id: RecordedEventId): ItemKey {
  return { PK: `${EVENT_PK_PREFIX}${day}`, SK: eventSortKey(id) };
}

/**
 * Points to an event: an address's events are found without a scan. It is also where a repetition is recognized, because
 * this key has no day: two channels may report one bounce with times on either side of midnight.
 */
export function addressKey({ type, messageId, recipient }: RecordedEventId): ItemKey {
  return { PK: addressPartition(recipient), SK: `${type}#${messageId}` };
}

/** The partition of all events of an address. */
export function addressPartition(address: string): string {
  return `${ADDRESS_PK_PREFIX}${suppressionKey(address)}`;
}

/** The key of the event that a pointer of this address points to. @param sk of the pointer */
export function pointedKey(address: string, sk: string, day: string): ItemKey {
  return { PK: `${EVENT_PK_PREFIX}${day}`, SK: `${sk}#${suppressionKey(address)}` };
}

/** @param type prefix of the sort keys of one type of event */
export function eventPrefix(type: RecordedType): string {
  return `${type}#`;
}

/** @param hour as {@link hourOf} gives it */
export function markPartition(username: string, hour: string): string {
  return `${MARK_PK_PREFIX}${username}#${hour}`;
}

/** The counts of one login in one hour: they replace each other, and are exact for all marks that were read. */
export function countKey(username: string, hour: string): ItemKey {
  return { PK: `${COUNT_PK_PREFIX}${username}`, SK: `HOUR#${hour}` };
}

/** Says that an hour has marks that may not be counted yet. */
export function uncountedKey(username: string, hour: string): ItemKey {
  return { PK: UNCOUNTED_PK, SK: `${hour}#${username}` };
}

/** @returns undefined where the sort key is not that of {@link uncountedKey} */
export function uncountedOf(sk: string): { hour: string; username: string } | undefined {
  const [, hour, username] = /^(\d{4}-\d\d-\d\dT\d\d)#(.+)$/.exec(sk) ?? [];
  return hour === undefined || username === undefined ? undefined : { hour, username };
}

/** The counts of one login since the beginning; they never expire and never go down. */
export function totalKey(username: string): ItemKey {
  return { PK: TOTAL_PK, SK: `USER#${username}` };
}

/** Where the daily run notes how far it has deleted what has expired. */
export const EXPIRED_KEY: ItemKey = { PK: EXPIRED_PK, SK: "PROGRESS" };

/** What the digests to this audience were about so far. */
export function digestKey(audience: "administrators" | "holders"): ItemKey {
  return { PK: DIGEST_PK, SK: audience.toUpperCase() };
}

/** The username that a total is for. @param sk as in {@link totalKey} */
export function usernameOfTotal(sk: string): string {
  return sk.slice(totalKey("").SK.length);
}

/** The hour that counts are for. @param sk as in {@link countKey} */
export function hourOfCount(sk: string): string {
  return sk.slice(countKey("", "").SK.length);
}

/** The pointer to an event. @param sk as in {@link eventKey} */
export function pointerOf(sk: string): ItemKey | undefined {
  const [, type, messageId, address] = /^([^#]+)#([^#]+)#(.+)$/.exec(sk) ?? [];
  if (type === undefined || messageId === undefined || address === undefined) return undefined;
  return { PK: addressPartition(address), SK: `${type}#${messageId}` };
}

/** yyyy-mm-dd (UTC) of a time in ISO 8601. */
export function dayOf(time: string): string {
  return time.slice(0, "yyyy-mm-dd".length);
}

/** yyyy-mm-ddThh (UTC) of a time in ISO 8601. */
export function hourOf(time: string): string {
  return time.slice(0, "yyyy-mm-ddThh".length);
}

function eventSortKey({ type, messageId, recipient }: RecordedEventId): string {
  return `${type}#${messageId}#${suppressionKey(recipient)}`;
}

/** Attributes of an EmailBounce, besides the keys. */
export const BOUNCE_ATTRIBUTES = [
  "id",
  "email",
  "bounce_type",
  "bounce_subtype",
  "message_id",
  "feedback_id",
  "timestamp",
  "diagnostic_code",
  "reporting_mta",
  "suppressed",
  "created_at",
] as const;

/** Attributes of an EmailComplaint, besides the keys. */
export const COMPLAINT_ATTRIBUTES = [
  "id",
  "email",
  "complaint_type",
  "complaint_subtype",
  "message_id",
  "feedback_id",
  "user_agent",
  "timestamp",
  "arrival_date",
  "suppressed",
  "created_at",
] as const;

/** Attributes of an EmailViolation, besides the keys. */
export const VIOLATION_ATTRIBUTES = [
  "id",
  "email",
  "kinds",
  "message_id",
  "envelope_sender",
  "configuration_set",
  "timestamp",
  "created_at",
] as const;

/** The attributes of these events that no peer has: the login that sent the mail, and the type of item. */
export const EVENT_ATTRIBUTES = ["username", "entity_type"] as const;

/** Why an address is suppressed. */
export const SUPPRESSION_REASONS = ["bounce", "complaint", "manual"] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/**
 * What is counted for each login, by hour and in total. Recipients, as SES counts them, unless the name says messages.
 * Those of SES's mailbox simulator are part of what was sent, and counted apart too.
 * Bounces that SES reports because the address is on the account's own suppression list are counted apart: they do not
 * count towards the bounce rate (https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html).
 */
export const COUNTERS = [
  "sent_messages",
  "sent",
  "sent_simulated",
  "delivered",
  "delayed",
  "rejected_messages",
  "rendering_failures",
  "bounced_permanent",
  "bounced_transient",
  "bounced_undetermined",
  "not_sent_suppressed",
  "complaints",
  "opened_messages",
  "clicks",
  "subscriptions",
  "unknown",
] as const;
export type Counter = (typeof COUNTERS)[number];

/**
 * Every attribute of these items except `expires_at`, by which DynamoDB removes them. An existing table may have a TTL
 * attribute with one of these names, which cannot be both.
 */
export const ITEM_ATTRIBUTES: ReadonlySet<string> = new Set<string>([
  ...["PK", "SK", ...EVENT_ATTRIBUTES, ...BOUNCE_ATTRIBUTES, ...COMPLAINT_ATTRIBUTES, ...COUNTERS],
  ...["day", "counted_as", "counted_hour", "counter", "done", "n", "m", "s", "at", "version", "announced_at"],
  ...["sent_at", "recipient", "domain", "alerted_at", "claimed_at", "recent"],
  ...["reason", "source", "events_before", "hours_before", "told", "until"],
]);
