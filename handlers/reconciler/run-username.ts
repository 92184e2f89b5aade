import type { Logger } from "@aws-lambda-powertools/logger";
import { describeError } from "./failures/aws-text";
import { ReconcilerError } from "./failures/errors";
import type { Ports } from "./ports";
import { reconcile } from "./reconcile";

/** The fields used of a Lambda context. */
export interface RunContext {
  awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/** What a run assumes it has outside of Lambda, where nothing stops it. */
const DEFAULT_REMAINING_MS = 60_000;

/**
 * Reconciles one username within an invocation, with log entries that name the username and the correlation id.
 * Never rejects: one username's error must not affect another's.
 *
 * @param correlationId found again in the log entries and in the record's `failure`
 * @returns whether it succeeded; otherwise it must run again
 */
export async function runUsername(
  username: string,
  correlationId: string,
  context: RunContext,
  ports: Ports,
  logger: Logger,
): Promise<boolean> {
  const log = logger.createChild();
  log.appendKeys({ correlation_id: correlationId, username, request_id: context.awsRequestId });
  try {
    await reconcile(
      {
        username,
        correlationId,
        remainingMs: () => context.getRemainingTimeInMillis?.() ?? DEFAULT_REMAINING_MS,
        log: {
          info: (message, fields) => log.info(message, fields),
          warn: (message, fields) => log.warn(message, fields),
        },
      },
      ports,
    );
    return true;
  } catch (error) {
    const data = error instanceof ReconcilerError ? error.data : {};
    log.error("reconciliation failed", { ...data, error: describeError(error) });
    return false;
  }
}
