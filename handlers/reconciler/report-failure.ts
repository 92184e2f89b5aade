import { dlqMessage } from "../shared/dlq-message";
import type { ReadRecord } from "./adapters/record-versions";
import type { Ports, Run } from "./ports";
import type { RunState } from "./run-state";
import { FAILURES, type Failure, type FailureCode } from "./failures/catalogue";

/** Failures that only an operator can fix. The parked queue shows them. */
const FOR_AN_OPERATOR: readonly FailureCode[] = [
  "access_denied",
  "boundary_missing",
  "drifted",
  "inline_policies_too_large",
  "login_outside_path",
  "not_adopted",
  "quota_reached",
  "rejected_by_aws",
  "removal_blocked",
  "transient",
  "unknown_kms_key",
];

/** Parking a message publishes an alert; see handlers/shared/park.ts. */
export function isAlertedWhenParked(code: FailureCode): boolean {
  return FOR_AN_OPERATOR.includes(code);
}

/**
 * Reports a failure before it is written to the record, because no run would get here again afterward. A failure that a
 * retry may fix goes to the dead-letter queue; one that no retry can fix, or whose retries are used up, is parked. If
 * the record is then not written, there is one message too many, but never one too few.
 *
 * @throws if it may not have been reported
 */
export async function reportFailure(
  run: Run,
  ports: Ports,
  state: RunState,
  record: ReadRecord,
  failure: Failure,
): Promise<void> {
  const { correlationId, attempt } = run;
  const willRetry = FAILURES[failure.code].retried && !attempt.last;
  if (
    !willRetry &&
    (!isAlertedWhenParked(failure.code) || isAlreadyRecorded(record, failure, attempt.retryCount))
  )
    return;
  const message = dlqMessage(run.username, correlationId, attempt.origin, {
    errorType: failure.code,
    errorMessage: failure.message,
    retryCount: attempt.retryCount,
    timestamp: attempt.firstFailedAt ?? new Date(ports.clock.now()).toISOString(),
  });
  await (willRetry ? ports.failed.retry(message) : ports.failed.park(message));
  state.reported = true;
}

/** The entry by which a failed login is found in the log, once its record says so. */
export function logFailure({ log }: Run, { code, message }: Failure): void {
  const { retried: retryable, remedy } = FAILURES[code];
  log.warn("failed", { error: { name: "CredentialFailed", code, message, retryable, remedy } });
}

/** A failure that the record already shows was reported then, unless this is a retry. */
function isAlreadyRecorded(
  { asked, attributes }: ReadRecord,
  { code, message }: Failure,
  retryCount: number,
): boolean {
  const said = (attributes.failure ?? {}) as Partial<Failure>;
  return retryCount === 0 && asked.status?.S === "failed" && said.code === code && said.message === message;
}
