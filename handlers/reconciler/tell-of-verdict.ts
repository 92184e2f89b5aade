import { dlqMessage } from "../shared/dlq-message";
import type { ReadRecord } from "./adapters/record-versions";
import type { Ports, Run } from "./ports";
import { FAILURES, type Failure, type FailureCode } from "./failures/catalogue";

/** What the record's author cannot correct: an operator must, and learns of it from the parked queue. */
const FOR_AN_OPERATOR: readonly FailureCode[] = [
  "access_denied",
  "boundary_missing",
  "drifted",
  "inline_policies_too_large",
  "login_outside_path",
  "quota_reached",
  "rejected_by_aws",
  "removal_blocked",
  "transient",
  "unknown_kms_key",
];

/**
 * Reports a verdict before it is written; once the record says it, no run would come back here. What may pass is sent to
 * the dead-letter queue, which has it tried again; what does not, or not in time, is parked. If the verdict then is not
 * written, there is a message too many, and none too few.
 *
 * @throws if nobody may have been told
 */
export async function tellOfVerdict(
  run: Run,
  ports: Ports,
  record: ReadRecord,
  failure: Failure,
): Promise<void> {
  const { correlationId, attempt } = run;
  const triedAgain = FAILURES[failure.code].retried && !attempt.last;
  if (
    !triedAgain &&
    (!FOR_AN_OPERATOR.includes(failure.code) || saysAlready(record, failure, attempt.retryCount))
  )
    return;
  const message = dlqMessage(run.username, correlationId, attempt.origin, {
    errorType: failure.code,
    errorMessage: failure.message,
    retryCount: attempt.retryCount,
    timestamp: attempt.firstFailedAt ?? new Date(ports.clock.now()).toISOString(),
  });
  await (triedAgain ? ports.failed.tryAgain(message) : ports.failed.park(message));
}

/** Then it was told of as well, unless this is a retry. */
function saysAlready(
  { asked, attributes }: ReadRecord,
  { code, message }: Failure,
  retryCount: number,
): boolean {
  const said = (attributes.failure ?? {}) as Partial<Failure>;
  return retryCount === 0 && asked.status?.S === "failed" && said.code === code && said.message === message;
}
