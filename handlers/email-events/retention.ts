import { DAY_MS } from "../../records/rotation";

/** When items expire, and in which attribute DynamoDB looks for it. */
export interface Retention {
  /** How long events are kept after they happened. */
  days: number;
  /** The table's TTL attribute. Seconds since 1970, https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html. */
  attribute: string;
}

/** Of a table that the program created with its default settings. */
export const DEFAULT_RETENTION: Retention = { days: 90, attribute: "expires_at" };

/**
 * How long marks are kept: longer than any repetition can take. SNS delivers for 23 days
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html), and a queue keeps a message for 14.
 */
export const MARK_DAYS = 40;

/** The oldest mail whose events are counted: the marks of older ones may be gone already. */
export const MAX_COUNTED_AGE_MS = (MARK_DAYS - 2) * DAY_MS;

/** @param time ISO 8601. @returns the attribute that lets an item expire some days after it */
export function expiry({ attribute }: Retention, time: string, days: number): Record<string, number> {
  return { [attribute]: Math.ceil((Date.parse(time) + days * DAY_MS) / 1000) };
}
