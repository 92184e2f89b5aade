import { Problem } from "./problem";

/**
 * Errors of DynamoDB and the network that pass by themselves
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html). The SDK has retried by then.
 */
const PASSING =
  /^(?:ProvisionedThroughputExceededException|ThrottlingException|RequestLimitExceeded|InternalServerError|ServiceUnavailable|TransactionConflictException|TimeoutError|AbortError)$/;

/** What a caller learns of an error that is not theirs; the log has the rest. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Error && PASSING.test(error.name))
    return new Problem("unavailable", "DynamoDB is busy or did not answer; try again.");
  return new Problem("internal", "See the log entries with this correlationId for the reason.");
}
