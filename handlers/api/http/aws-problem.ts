import { Problem } from "./problem";

/**
 * Transient errors of DynamoDB and the network
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html). The SDK has retried by
 * then.
 */
const PASSING =
  /^(?:ProvisionedThroughputExceededException|ThrottlingException|RequestLimitExceeded|InternalServerError|ServiceUnavailable|TransactionConflictException|TimeoutError|AbortError)$/;

/** What a caller is told about an error that they did not cause; the log has the details. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Error && PASSING.test(error.name))
    return new Problem("unavailable", "DynamoDB is busy or did not answer; try again.");
  return new Problem("internal", "See the log entries with this correlationId for the reason.");
}
