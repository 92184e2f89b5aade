import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";

/**
 * Whether DynamoDB would reject the same call again: what it would write is not valid, or too large.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function isRejected(error: unknown): boolean {
  if (error instanceof TransactionCanceledException)
    return (error.CancellationReasons ?? []).some(({ Code }) => Code === "ValidationError");
  return error instanceof Error && error.name === "ValidationException";
}
