import { isRotationDue } from "../../records/rotation";
import { asksTheSame, type ReadRecord } from "./adapters/record-versions";
import { withMatchingRemedy, type Failure } from "./failures/catalogue";
import { classify, transientFailure, type ErrorClass } from "./failures/classify";
import { ReconcilerError, RetryLater } from "./failures/errors";
import { logFailure, reportFailure } from "./report-failure";
import { LEASE_MS } from "./lease/item";
import type { Lease } from "./lease/lease";
import { countFailure } from "./login-metrics";
import { desiredState, digestToApply, observe } from "./observe";
import { validUntil } from "./lifetime";
import { settleSenders } from "./noted-senders";
import { warnOfOddTimes } from "./odd-times";
import { pauseMs } from "./pause";
import { plan } from "./plan/plan";
import type { Step } from "./plan/step";
import { CLOSING_MS, type Ports, type Run } from "./ports";
import { isCompromised, judge, judgedRequest, readHints } from "./record";
import { rotationContext } from "./rotation";
import type { RunState } from "./run-state";
import { runSteps } from "./steps/run-steps";
import { StepContext } from "./steps/step-context";
import { pauseForThrottle } from "./steps/throttle";
import { stopsLogin } from "./types";

/** How many errors a run tolerates before it writes a failure; the pauses between them double from half a second. */
const MAX_ERRORS = 7;

/** How many of these are left, at least, for undoing what was created once a failure is certain. */
const MIN_ERRORS_FOR_UNDO = 3;

const MAX_PAUSE_MS = 8_000;

/** The request of this version of a record cannot be carried out; another version may be fine. */
interface Verdict {
  failure: Failure;
  record: ReadRecord;
}

/**
 * Observes, plans and carries out the steps, until there is nothing left to do or a failure is written.
 * @throws as reconcile does; LeaseLost
 */
export async function converge(run: Run, ports: Ports, lease: Lease, state: RunState): Promise<void> {
  let verdict: Verdict | undefined;
  for (let errors = 0, throttled = 0; ;) {
    let record: ReadRecord | undefined;
    try {
      state.heard(lease.takeMark());
      state.lookedAt = ports.clock.now();
      record = reopened(await ports.store.read(run.username), run, state);
      if (verdict && !(record && asksTheSame(verdict.record, record))) verdict = undefined;
      if (await carryOut(run, ports, lease, state, record, verdict)) return;
    } catch (error) {
      if (error instanceof RetryLater) throw error;
      const errorClass = classify(error);
      logError(run, error, errorClass);
      if (errorClass.kind === "interrupted") {
        if (run.remainingMs() < CLOSING_MS) throw new RetryLater("Not enough time left for a new request.");
        continue;
      }
      if (errorClass.kind === "throttled") {
        await pauseForThrottle(run, ports, state, lease, throttled++);
        continue;
      }
      const exhausted =
        ++errors >= MAX_ERRORS ||
        run.remainingMs() < CLOSING_MS ||
        errorClass.kind === "exhausted" ||
        // Nothing can be undone without a record, or if undoing is what failed.
        (errorClass.kind === "permanent" && (record === undefined || verdict !== undefined));
      const failure = finalFailure(errorClass, exhausted);
      if (failure !== undefined && record !== undefined && verdict === undefined) {
        verdict = { failure, record }; // undo and publish in the next turn
        errors = Math.min(errors, MAX_ERRORS - MIN_ERRORS_FOR_UNDO);
        if (run.remainingMs() >= CLOSING_MS) continue;
      }
      if (exhausted) {
        state.outcome = await giveUp(
          error,
          verdict?.failure ?? failureOf(errorClass),
          run,
          ports,
          state,
          record,
        );
        return;
      }
      await ports.clock.sleep(pauseMs(errors, MAX_PAUSE_MS, ports.random));
    }
  }
}

/**
 * A retry repeats the request of a failed record, once: if it fails again, and its lease was marked meanwhile, another
 * attempt in the same run would send a second message about it, and both would be retried from then on. Any other run
 * leaves the failure as it is, including the run that writing the failure triggers.
 */
function reopened(
  record: ReadRecord | undefined,
  { attempt }: Run,
  { reported }: RunState,
): ReadRecord | undefined {
  if (record === undefined || attempt.retryCount === 0 || reported) return record;
  const judged = judgedRequest(record.attributes);
  if (record.attributes.status !== "failed" || judged === undefined) return record;
  return { ...record, attributes: { ...record.attributes, status: judged.status } };
}

/** @returns whether this run has nothing left to do */
async function carryOut(
  run: Run,
  ports: Ports,
  lease: Lease,
  state: RunState,
  record: ReadRecord | undefined,
  verdict: Verdict | undefined,
): Promise<boolean> {
  state.outcome = undefined;
  state.validUntil = record && validUntil(record.attributes);
  warnOfOddTimes(run, record, state.previous, ports.clock.now());
  if (wasJustDone(run.username, record, ports, state)) return true;
  const observed = await observe(run, record, ports, lease, state, verdict?.failure);
  const now = ports.clock.now();
  const attributes = record?.attributes ?? {};
  const steps = plan(observed.desired, observed.hints, observed.actual, {
    now,
    leaseMs: LEASE_MS,
    msSinceChange: state.msSinceChange(now),
    sendingResources: ports.rules.sendingResources,
    digest: observed.digest,
    ...rotationContext(run.username, attributes, ports.rotation, now),
  });
  const context = new StepContext(run, ports, lease, state, observed);
  await runSteps(steps, context);
  state.outcome = context.latest;
  state.nothingLeft = observed.desired.kind === "absent" && steps.length === 0 && !observed.actual.mayBeStale;
  const done = state.leftToAnother || !steps.some(step => step.kind === "wait");
  if (done && record !== undefined && isPutOff(record, steps))
    throw new RetryLater("IAM does not show yet what a retry needs to know.");
  if (done && !state.leftToAnother) settleSenders(observed, steps, state, ports.clock.now());
  return done;
}

/** A retry that leaves the rest to another run: no run that is not a retry does anything for a record that failed. */
function isPutOff({ asked, attributes }: ReadRecord, steps: readonly Step[]): boolean {
  const isReopened = asked.status?.S === "failed" && attributes.status !== "failed";
  const has = (...kinds: Step["kind"][]) => steps.some(({ kind }) => kinds.includes(kind));
  return isReopened && has("wait", "lookAgain") && !has("publish", "publishFailure");
}

/**
 * The record's request was carried out moments ago and nothing has changed since, so this event was caused by our own
 * write. What IAM shows proves nothing yet, and all writes would be repeated.
 */
export function wasJustDone(
  username: string,
  record: ReadRecord | undefined,
  ports: Pick<Ports, "clock" | "rules" | "rotation">,
  state: RunState,
): boolean {
  const now = ports.clock.now();
  if (record === undefined || !state.foundDone || !state.mayBeStale(now)) return false;
  const { status, verified, failure, applied } = readHints(record.attributes);
  const proved = status === verified && (status === "active" || status === "disabled");
  const desired = desiredState(username, record, ports).kind;
  return (
    proved &&
    desired === (status === "active" ? "enabled" : "disabled") &&
    failure === undefined &&
    applied === digestToApply(record, ports) &&
    !state.compromised &&
    !isCompromised(record) &&
    !mustRotate(username, record, ports, state, now)
  );
}

/** A new password is due, or the previous login's grace period is over; until then, a rotation waits. */
function mustRotate(
  username: string,
  { attributes }: ReadRecord,
  { rotation }: Pick<Ports, "rotation">,
  { previous }: RunState,
  now: number,
): boolean {
  if (previous !== undefined) return (previous.deleteAt ?? previous.until) <= now;
  return isRotationDue(username, attributes, rotation, now);
}

function logError(run: Run, error: unknown, { kind }: ErrorClass): void {
  const data = error instanceof ReconcilerError ? error.data : {};
  run.log.warn("error", { ...data, kind, error });
}

function finalFailure(error: ErrorClass, exhausted: boolean): Failure | undefined {
  if (error.kind === "permanent") return error.failure;
  return error.kind === "denied" && exhausted ? error.failure : undefined;
}

function failureOf(error: ErrorClass): Failure | undefined {
  return error.kind === "exhausted" ? error.failure : undefined;
}

/**
 * Nothing more can be tried: what exists is kept, and the record says why, unless it has changed meanwhile. Stopping a
 * login is never given up: unless AWS denies it, the invocation is retried.
 *
 * @returns the record as it was written
 */
async function giveUp(
  error: unknown,
  final: Failure | undefined,
  run: Run,
  ports: Ports,
  state: RunState,
  record: ReadRecord | undefined,
): Promise<ReadRecord> {
  if (record === undefined) throw error;
  const { attributes } = record;
  const stops = isCompromised(record) || stopsLogin(desiredState(run.username, record, ports));
  if (final === undefined && (stops || attributes.status === "failed")) throw error;
  const of = judge(record, ports.rules);
  const failure = withMatchingRemedy(final ?? transientFailure(error), of.status);
  const at = new Date(ports.clock.now());
  await reportFailure(run, ports, state, record, failure);
  const published = { failure, of, credential: "untouched" } as const;
  const written = await ports.store.publishFailure(record, published, run.correlationId, at);
  countFailure(run, ports, failure, record, written);
  logFailure(run, failure);
  return written;
}
