/**
 * What the table keeps for the circuit breaker, besides the counts of each login (email-events.ts). Recipients and
 * networks are in it as hashes only.
 */
import { dayOf, hourOf } from "./email-events";
import type { ItemKey } from "./keys";

/** Partitions that end with a username. */
export const FEEDBACK_PK_PREFIX = "EMAIL_FEEDBACK#";
export const SOURCE_PK_PREFIX = "EMAIL_SOURCE#";

/** The alerts that were sent, and the suspensions of the last hour. */
export const BREAKER_PK = "EMAIL_BREAKER";

/** The logins that the circuit breaker has suspended in the last hour. */
export const SUSPENSIONS_KEY: ItemKey = { PK: BREAKER_PK, SK: "SUSPENSIONS" };

/** How long bounces and complaints are kept for the circuit breaker after the mail was sent. */
export const FEEDBACK_DAYS = 4;

/** How long it is kept that a login has sent from a network. */
export const SOURCE_DAYS = 16;

/** A bounce or complaint of a recipient, by the hour in which the mail was sent. */
export interface FeedbackId {
  username: string;
  /** ISO 8601. */
  sentAt: string;
  type: "bounce" | "complaint";
  messageId: string;
  /** A hash of the recipient. */
  recipient: string;
}

export function feedbackKey({ username, sentAt, type, messageId, recipient }: FeedbackId): ItemKey {
  return {
    PK: `${FEEDBACK_PK_PREFIX}${username}`,
    SK: `${hourOf(sentAt)}#${type}#${messageId}#${recipient}`,
  };
}

/** Says that a login has sent from a network on a day. @param network a hash */
export function sourceKey(username: string, sentAt: string, network: string): ItemKey {
  return { PK: `${SOURCE_PK_PREFIX}${username}`, SK: `${dayOf(sentAt)}#${network}` };
}

/** The first sort key that {@link FEEDBACK_PK_PREFIX} partitions have of an hour, or {@link SOURCE_PK_PREFIX} of a day. */
export const FIRST_SK = "0";

const ALERTED = "ALERTED#";

/** The range of all alerts before a day. */
export function alertedBefore(day: string): { from: string; to: string } {
  return { from: ALERTED, to: `${ALERTED}${day}` };
}

/** Says that administrators were alerted on that day that a rule applies to a login. */
export function alertedKey(username: string, rule: string, at: string): ItemKey {
  return { PK: BREAKER_PK, SK: `${ALERTED}${dayOf(at)}#${rule}#${username}` };
}
