import { asksTheSame, type ReadRecord } from "./adapters/credential-store";
import { describeError } from "./failures/aws-text";
import type { Failure } from "./failures/catalogue";
import { classify, transientFailure, type ErrorClass } from "./failures/classify";
import { ReconcilerError, RetryLater } from "./failures/errors";
import { LEASE_MS, type Lease } from "./lease/lease";
import { observe } from "./observe";
import { pauseMs } from "./pause";
import { plan } from "./plan/plan";
import { CLOSING_MS, type Ports, type Run } from "./ports";
import type { RunState } from "./run-state";
import { runSteps } from "./steps/run-steps";
import { StepContext } from "./steps/step-context";

/** How many errors a run tolerates before it writes a failure; the pauses between them double from half a second. */
const MAX_ERRORS = 7;

/** How many of these are left, at least, for undoing what was created once a failure is certain. */
const MIN_ERRORS_FOR_UNDO = 3;

const MAX_PAUSE_MS = 8_000;

/** What a record asks for is not possible; this says nothing about another version of the record. */
interface Verdict {
  failure: Failure;
  record: ReadRecord;
}

/**
 * Observes, plans and carries out the steps, until there is nothing left to do or a failure is written.
 * @throws as reconcile does
 */
export async function converge(run: Run, ports: Ports, lease: Lease, state: RunState): Promise<void> {
  let verdict: Verdict | undefined;
  for (let errors = 0; ;) {
    let record: ReadRecord | undefined;
    try {
      record = await ports.store.read(run.username);
      if (verdict && !(record && asksTheSame(verdict.record, record))) verdict = undefined;
      const observed = await observe(run.username, record, ports, state, verdict?.failure);
      const steps = plan(observed.desired, observed.hints, observed.actual, {
        now: ports.clock.now(),
        leaseMs: LEASE_MS,
        msSinceChange: state.msSinceChange,
        sendingResources: ports.rules.sendingResources,
      });
      await runSteps(steps, new StepContext(run, ports, lease, state, observed));
      state.nothingLeft =
        observed.desired.kind === "absent" && steps.length === 0 && !observed.actual.mayBeStale;
      if (!steps.some(step => step.kind === "wait")) return;
    } catch (error) {
      if (error instanceof RetryLater) throw error;
      const errorClass = classify(error);
      logError(run, error, errorClass);
      const exhausted =
        ++errors >= MAX_ERRORS ||
        run.remainingMs() < CLOSING_MS ||
        errorClass.kind === "exhausted" ||
        // Nothing can be undone without a record, or where undoing is what failed.
        (errorClass.kind === "permanent" && (record === undefined || verdict !== undefined));
      const failure = finalFailure(errorClass, exhausted);
      if (failure !== undefined && record !== undefined && verdict === undefined) {
        verdict = { failure, record }; // undo and publish in the next turn
        errors = Math.min(errors, MAX_ERRORS - MIN_ERRORS_FOR_UNDO);
        if (run.remainingMs() >= CLOSING_MS) continue;
      }
      if (exhausted) return giveUp(error, verdict?.failure ?? failureOf(errorClass), run, ports, record);
      await ports.clock.sleep(pauseMs(errors, MAX_PAUSE_MS, ports.random));
    }
  }
}

function logError(run: Run, error: unknown, { kind }: ErrorClass): void {
  const data = error instanceof ReconcilerError ? error.data : {};
  run.log.warn("error", { ...data, kind, error: describeError(error) });
}

function finalFailure(error: ErrorClass, exhausted: boolean): Failure | undefined {
  if (error.kind === "permanent") return error.failure;
  return error.kind === "denied" && exhausted ? error.failure : undefined;
}

function failureOf(error: ErrorClass): Failure | undefined {
  return error.kind === "exhausted" ? error.failure : undefined;
}

/** Nothing more can be tried: what exists is kept, and the record says why, unless it has changed meanwhile. */
async function giveUp(
  error: unknown,
  final: Failure | undefined,
  run: Run,
  ports: Ports,
  record: ReadRecord | undefined,
): Promise<void> {
  if (record === undefined) throw error;
  const failure = final ?? transientFailure(error);
  const at = new Date(ports.clock.now());
  await ports.store.publishFailure(record, failure, "untouched", run.correlationId, at);
  run.log.warn("failed", { code: failure.code });
}
