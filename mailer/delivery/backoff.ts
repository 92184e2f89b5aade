/** How a message is retried. */
export interface RetryOptions {
  /** Attempts per message, including the first. 6. */
  attempts: number;
  /** Maximum delay before the second attempt; doubles with each further one. ms, 1 s. */
  baseMs: number;
  /** Maximum delay before any attempt, ms. 30 s. */
  maxDelayMs: number;
  /**
   * When the connection is lost after the final dot and before the reply, nobody knows whether the server accepted
   * the message (RFC 1047). "retry": at least once; it may arrive twice. "fail": at most once; it may not arrive.
   * Default "retry", as RFC 5321, section 4.5.4.1, requires of mail servers.
   */
  whenOutcomeUnknown: "retry" | "fail";
  /** Between 0 and 1; for tests. */
  random: () => number;
}

export const DEFAULT_RETRY: RetryOptions = {
  attempts: 6,
  baseMs: 1_000,
  maxDelayMs: 30_000,
  whenOutcomeUnknown: "retry",
  random: Math.random,
};

/**
 * Exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): clients that failed together
 * do not retry together.
 *
 * @param attempt the one that failed, from 1
 * @returns milliseconds
 */
export function backoff(attempt: number, { baseMs, maxDelayMs, random }: RetryOptions): number {
  return random() * Math.min(maxDelayMs, baseMs * 2 ** (attempt - 1));
}
