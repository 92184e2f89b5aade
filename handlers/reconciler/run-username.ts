import type { Log } from "../shared/logging/logger";
import { observedPart } from "../shared/observed";
import { markFailed } from "../shared/tracing/trace";
import { awsText } from "./failures/aws-text";
import { ReconcilerError } from "./failures/errors";
import type { Attempt, Ports, Run } from "./ports";
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
  /** The event's own id. */
  eventId: string;
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
export function runUsername(
  username: string,
  { correlationId, eventId, attempt }: RunRequest,
  context: RunContext,
  ports: Ports,
  log: Log,
): Promise<RunFailure | undefined> {
  const run: Run = {
    username,
    correlationId,
    eventId,
    attempt,
    remainingMs: () => context.getRemainingTimeInMillis?.() ?? DEFAULT_REMAINING_MS,
    log,
  };
  return observedPart("reconcile", { correlation_id: correlationId, username }, () =>
    runOnce(run, ports, log),
  );
}

async function runOnce(run: Run, ports: Ports, log: Log): Promise<RunFailure | undefined> {
  const started = ports.clock.now();
  try {
    await reconcile(run, ports);
    log.info("reconciled", { duration_ms: ports.clock.now() - started });
    return undefined;
  } catch (error) {
    markFailed(error);
    const data = error instanceof ReconcilerError ? error.data : {};
    log.error("reconciliation failed", { ...data, duration_ms: ports.clock.now() - started, error });
    return error instanceof Error
      ? { errorType: error.name, errorMessage: awsText(error.message) }
      : { errorType: "Unknown", errorMessage: awsText(String(error)) };
  }
}
