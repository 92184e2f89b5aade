import type { Logger } from "@aws-lambda-powertools/logger";
import { awsText, describeError } from "./failures/aws-text";
import { ReconcilerError } from "./failures/errors";
import type { Attempt, Ports } from "./ports";
import { reconcile } from "./reconcile";

/** The fields used of a Lambda context. */
export interface RunContext {
  awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/** The part of an event that applies to each of its usernames. */
export interface RunRequest {
  /** Appears in the log entries and in the record's `failure`. */
  correlationId: string;
  attempt: Attempt;
}

/** The error that ended a run. */
export interface RunFailure {
  errorType: string;
  /** One line, without a period at its end. */
  errorMessage: string;
}

/** Assumed outside of Lambda, where nothing stops a run. */
const DEFAULT_REMAINING_MS = 60_000;

/**
 * Reconciles one username within an invocation, with log entries that name the username and the correlation id.
 * Never rejects: one username's error must not affect another's.
 *
 * @returns undefined if it succeeded; otherwise it must run again
 */
export async function runUsername(
  username: string,
  { correlationId, attempt }: RunRequest,
  context: RunContext,
  ports: Ports,
  logger: Logger,
): Promise<RunFailure | undefined> {
  const log = logger.createChild();
  log.appendKeys({ correlation_id: correlationId, username, request_id: context.awsRequestId });
  try {
    await reconcile(
      {
        username,
        correlationId,
        attempt,
        remainingMs: () => context.getRemainingTimeInMillis?.() ?? DEFAULT_REMAINING_MS,
        log: {
          info: (message, fields) => log.info(message, fields),
          warn: (message, fields) => log.warn(message, fields),
        },
      },
      ports,
    );
    return undefined;
  } catch (error) {
    const data = error instanceof ReconcilerError ? error.data : {};
    log.error("reconciliation failed", { ...data, error: describeError(error) });
    return error instanceof Error
      ? { errorType: error.name, errorMessage: awsText(error.message) }
      : { errorType: "Unknown", errorMessage: awsText(String(error)) };
  }
}
