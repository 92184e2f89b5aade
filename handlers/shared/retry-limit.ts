/**
 * How often the dead-letter queue retries an operation before it is parked. With pauses that double from one minute
 * to a quarter of an hour, half of each on average, and Lambda's own retries between them, that is about two hours.
 */
export const MAX_RETRIES = 10;

/** Whether this is the last retry: a failure now is final. */
export function isLastTry(retryCount: number): boolean {
  return retryCount >= MAX_RETRIES;
}
