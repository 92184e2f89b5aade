/** How a message is tried again. */
export interface RetryOptions {
  /** Attempts at one message, the first included. 6. */
  attempts: number;
  /** The longest pause before the second attempt, doubling with each. ms, 1 s. */
  baseMs: number;
  /** The longest pause of all, ms. 30 s. */
  mostMs: number;
  /**
   * When the connection is lost after the final dot and before the reply, nobody knows whether the server has taken
   * the message (RFC 1047). "retry": at least once; it may arrive twice. "fail": at most once; it may not arrive.
   * Default "retry", as RFC 5321, section 4.5.4.1, has mail servers do.
   */
  whenOutcomeUnknown: "retry" | "fail";
  /** Between 0 and 1; for tests. */
  random: () => number;
}

export const DEFAULT_RETRY: RetryOptions = {
  attempts: 6,
  baseMs: 1_000,
  mostMs: 30_000,
  whenOutcomeUnknown: "retry",
  random: Math.random,
};

/**
 * Exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): clients that failed together
 * do not come back together.
 *
 * @param attempt the one that failed, from 1
 * @returns milliseconds
 */
export function backoff(attempt: number, { baseMs, mostMs, random }: RetryOptions): number {
  return random() * Math.min(mostMs, baseMs * 2 ** (attempt - 1));
}
