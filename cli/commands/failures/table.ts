import type { FailedOperation } from "../../operations/messages";
import { table } from "../../shared/table";

/** Failed operations for a person, one a line. */
export function tableOf(failures: readonly FailedOperation[], columns: number | undefined): string {
  return table(
    ["QUEUE", "USERNAME", "RETRIES", "SINCE", "ERROR"],
    failures.map(({ queue, username = "-", retryCount, firstFailedAt = "-", errorType, errorMessage }) => [
      queue,
      username,
      retryCount === undefined ? "-" : String(retryCount),
      firstFailedAt,
      `${errorType}: ${errorMessage}`,
    ]),
    columns,
  );
}
