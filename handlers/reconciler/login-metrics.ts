import { isDeepStrictEqual } from "node:util";
import type { MetricName } from "../shared/metrics";
import type { ReadRecord } from "./adapters/record-versions";
import type { Failure } from "./failures/catalogue";
import type { Ports, Run } from "./ports";

// What happens to logins is counted when it has happened: after the write that shows it, which changes nothing if it is
// repeated.

/** A login was published as `active`. @param before the record before that @param replaced whether another one worked */
export function countActive(run: Run, ports: Ports, before: ReadRecord, replaced: boolean): void {
  if (replaced) return countRotation(run, ports);
  if (before.attributes.verified_status !== undefined) return; // it worked before
  emit(run, ports, { CredentialsCreated: 1, ...timeToActive(run, ports) });
}

export function countRotation(run: Run, ports: Ports): void {
  emit(run, ports, { Rotations: 1 });
}

/**
 * A failure was published, or nothing was written because the record has it already. A login that a hold has stopped is
 * suspended, not failed.
 */
export function countFailure(
  run: Run,
  ports: Ports,
  { code }: Failure,
  before: ReadRecord,
  after: ReadRecord,
): void {
  if (before.asked.status?.S === "failed" && isDeepStrictEqual(judged(before), judged(after))) return;
  if (code === "suspended") emit(run, ports, { LoginsSuspended: 1 });
  else emit(run, ports, { CredentialsFailed: 1 }, { code });
}

/** The IAM user of a login without a record was removed. */
export function countRemoval(run: Run, ports: Ports): void {
  emit(run, ports, { CredentialsDeleted: 1 });
}

/** What a failed record says, and about which request. */
function judged({ attributes }: ReadRecord): unknown {
  const { code, of } = (attributes.failure ?? {}) as { code?: unknown; of?: unknown };
  return { code, of };
}

/** Since the record was changed; of a retry, at least since it failed first. */
function timeToActive({ attempt }: Run, { clock }: Ports): { TimeToActive?: number } {
  const since = Date.parse(attempt.origin?.changedAt ?? attempt.firstFailedAt ?? "");
  const milliseconds = clock.now() - since;
  return milliseconds > 0 ? { TimeToActive: milliseconds } : {};
}

function emit(
  { username, correlationId }: Run,
  { metrics }: Ports,
  values: Partial<Record<MetricName, number>>,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  metrics.emit(values, { correlation_id: correlationId, username, ...fields });
}
