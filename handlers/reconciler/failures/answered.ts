import { ReconcilerError } from "./errors";

/** What an error says about whether a call had an effect. */

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
const SERVER_ERROR = 500;

/** What the SDK adds to an error that is an answer of the service. */
interface Answer {
  $fault?: "client" | "server";
  $metadata?: { httpStatusCode?: number };
}

export function isThrottled(error: unknown): boolean {
  return error instanceof Error && (THROTTLES.includes(error.name) || statusOf(error) === TOO_MANY_REQUESTS);
}

/**
 * Whether the call may have taken effect, or may still: there was no answer (a timeout, a broken connection), or the
 * answer was a server error, which says nothing about what was done.
 */
export function mayHaveTakenEffect(error: unknown): boolean {
  if (isThrottled(error) || error instanceof ReconcilerError) return false; // ours are about an answer
  const { $fault } = (error ?? {}) as Answer;
  if ($fault === "server") return true;
  const status = statusOf(error);
  return status === undefined ? $fault === undefined : status >= SERVER_ERROR;
}

function statusOf(error: unknown): number | undefined {
  return ((error ?? {}) as Answer).$metadata?.httpStatusCode;
}
