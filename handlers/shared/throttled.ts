/** Names under which AWS's services throttle; a throttled call did nothing. */
const THROTTLES: readonly string[] = [
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "ProvisionedThroughputExceededException",
  "SlowDown",
];

const TOO_MANY_REQUESTS = 429;

export function isThrottled(error: unknown): boolean {
  return error instanceof Error && (THROTTLES.includes(error.name) || statusOf(error) === TOO_MANY_REQUESTS);
}

/** The HTTP status of an error that is an answer of AWS. */
export function statusOf(error: unknown): number | undefined {
  return ((error ?? {}) as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
