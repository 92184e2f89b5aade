import type { DlqMessage } from "../shared/dlq-message";
import { isLastTry } from "../shared/retry-limit";

const FIRST_PAUSE_MS = 60_000;

/**
 * The longest pauses. A wake-up fires at a full minute, up to a minute later: so no operation waits longer than 15
 * minutes, and stopping a login no longer than 2. SQS delays a message by at most 15 minutes
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-timers.html).
 */
const MAX_PAUSE_MS = 14 * 60_000;
const MAX_STOP_PAUSE_MS = 60_000;

/**
 * Stopping a login is retried every minute for as long as an AWS outage may last; after that, the daily sweep takes
 * over.
 */
const MAX_STOP_AGE_MS = 24 * 60 * 60_000;

/**
 * Exponential backoff with full jitter: any time up to one minute, two minutes, four
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param random a number from 0 to 1
 * @returns milliseconds
 */
export function pauseMs(retryCount: number, stops: boolean, random: number): number {
  const longest = stops ? MAX_STOP_PAUSE_MS : Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retryCount);
  return random * longest;
}

/** Whether the retries are used up, so that the message is parked for an operator. */
export function isAtLimit({ retryCount, timestamp }: DlqMessage, stops: boolean, nowMs: number): boolean {
  return stops ? nowMs - Date.parse(timestamp) >= MAX_STOP_AGE_MS : isLastTry(retryCount);
}
