import { randomUUID } from "node:crypto";
import { Applier } from "./steps/step-runner";
import { classify, RetryLater, LeaseLost, transientFault, type ErrorClass } from "./failures/errors";
import { Lease, LEASE_MS } from "./lease/lease";
import { RunState } from "./run-state";
import { observe } from "./observe";
import { plan } from "./plan/plan";
import { CLOSING_MS, type Ports, type Run } from "./ports";
import { asksTheSame, type ReadRecord } from "./adapters/credential-store";
import type { Failure } from "./types";

/** How often a fault is tried again before it is written down, with pauses that double from half a second. */
const MAX_FAULTS = 7;

/**
 * Makes the credential of one username what its record asks for, whatever state either is in. Safe to run at
 * any time, twice, or again after a stop at any point; one at a time for a username.
 *
 * @throws the last fault where there is no record to write it into, or the table itself fails; LeaseLost where
 *   somebody else held the username all the while. Run it again then.
 */
export async function reconcile(run: Run, ports: Ports): Promise<void> {
  const lease = await acquire(run, ports);
  const memory = new RunState(lease.handover);
  try {
    await converge(run, ports, lease, memory);
  } finally {
    await (memory.nothingLeft ? lease.forget() : lease.release(memory));
  }
}

async function acquire(run: Run, ports: Ports): Promise<Lease> {
  const holder = randomUUID();
  for (let turn = 0; ; turn++) {
    const lease = await Lease.acquire(ports.leases, run.username, holder);
    if (lease !== undefined) return lease;
    if (run.remainingMs() < CLOSING_MS)
      throw new LeaseLost(`${run.username} is being reconciled by another run.`);
    await ports.clock.sleep(pause(turn, ports, 2_000));
  }
}

/** What a record asks for cannot be had; of another record it says nothing. */
interface Verdict {
  failure: Failure;
  record: ReadRecord;
}

async function converge(run: Run, ports: Ports, lease: Lease, memory: RunState): Promise<void> {
  let verdict: Verdict | undefined;
  for (let faults = 0; ;) {
    let record: ReadRecord | undefined;
    try {
      record = await ports.store.read(run.username);
      if (verdict && !(record && asksTheSame(verdict.record, record))) verdict = undefined;
      const seen = await observe(run.username, record, ports, memory, verdict?.failure);
      const steps = plan(seen.desired, seen.hints, seen.actual, {
        now: ports.clock.now(),
        leaseMs: LEASE_MS,
        msSinceChange: memory.msSinceChange,
        sendingResources: ports.rules.sendingResources,
      });
      await new Applier(run, ports, lease, memory, seen).apply(steps);
      memory.nothingLeft = seen.desired.kind === "absent" && steps.length === 0 && !seen.actual.mayBeStale;
      if (!steps.some(step => step.kind === "wait")) return;
    } catch (error) {
      if (error instanceof RetryLater) throw error;
      const fault = classify(error);
      run.log.warn("fault", { kind: fault.kind, error: describe(error) });
      const spent = ++faults >= MAX_FAULTS || run.remainingMs() < CLOSING_MS || fault.kind === "exhausted";
      const final = finalFault(fault, spent);
      if (final !== undefined && record !== undefined && verdict === undefined) {
        verdict = { failure: final, record }; // undo and publish in the next turn
        faults = Math.min(faults, MAX_FAULTS - 3);
        if (run.remainingMs() >= CLOSING_MS) continue;
      }
      if (spent) return giveUp(error, verdict, run, ports, record);
      await ports.clock.sleep(pause(faults, ports, 8_000));
    }
  }
}

function finalFault(fault: ErrorClass, spent: boolean): Failure | undefined {
  if (fault.kind === "permanent") return fault.fault;
  return fault.kind === "denied" && spent ? fault.failure : undefined;
}

/** Nothing more can be tried: what is there stays there, and the record says so, unless it has changed. */
async function giveUp(
  error: unknown,
  verdict: Verdict | undefined,
  run: Run,
  ports: Ports,
  record: ReadRecord | undefined,
): Promise<void> {
  if (record === undefined) throw error;
  const fault = verdict?.failure ?? transientFault(error);
  const at = new Date(ports.clock.now());
  await ports.store.publishFailure(record, fault, "untouched", run.correlationId, at);
  run.log.warn("failed", { code: fault.code });
}

/** Exponential, with jitter. */
function pause(turn: number, ports: Ports, most: number): number {
  return Math.min(most, 500 * 2 ** turn) * (0.5 + ports.random() / 2);
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
