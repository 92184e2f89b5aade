import { randomUUID } from "node:crypto";
import { isUsername } from "../../records/credential";
import { converge } from "./converge";
import { LeaseLost, RetryLater, RotationFailed } from "./failures/errors";
import type { LeaseHandover } from "./lease/handover";
import { Lease } from "./lease/lease";
import { markLease } from "./lease/mark";
import { announce } from "./notices/announce";
import { CLOSING_MS, type Ports, type Run } from "./ports";
import { desiredState } from "./observe";
import { isCompromised, readHints } from "./record";
import { RunState } from "./run-state";
import { findToStop, secure } from "./steps/secure";
import { stopsLogin } from "./types";
import { bookLook, bookWakeUp } from "./wake-up";

/**
 * Makes the credential of one username what its record asks for, whatever state either is in. Safe to run at any time,
 * twice, or again after it stopped at any point. Only one run at a time works on a username, and no run waits for
 * another: one that finds the lease held stops the login if the record asks for that, marks the lease, and exits. The
 * holder sees the mark and reads the record again; if the holder has died, a wake-up takes over.
 *
 * @throws if the request was neither carried out nor left to another run, so that it must be retried: the error itself
 *   if there is no record to write it to, RetryLater if time ran out, NotBooked
 */
export async function reconcile(run: Run, ports: Ports): Promise<void> {
  const holder = randomUUID();
  let earlier: RunState | undefined;
  let failed: { error: unknown } | undefined;
  for (;;) {
    const lease = await Lease.acquire(ports.leases, run.username, holder).catch(async (error: unknown) => {
      earlier ??= new RunState(NO_HANDOVER, ports.clock.now());
      await stopWithoutLease(run, ports, earlier); // whatever the table does
      throw error;
    });
    if (lease !== undefined) {
      const state = new RunState(lease.handover, ports.clock.now(), earlier);
      if (await hold(run, ports, lease, state)) return;
      earlier = state; // the lease was lost: acquire or mark it
      earlier.mayHaveOrphans ||= state.unsavedKey !== undefined;
    } else if (earlier === undefined) {
      earlier = new RunState(NO_HANDOVER, ports.clock.now());
      failed = await stopWithoutLease(run, ports, earlier);
    }
    const heldUntil = await markLease(ports.leases, run.username, earlier?.wrote === true);
    if (heldUntil === undefined) continue;
    await bookWakeUp(run, ports, heldUntil);
    if (earlier) await bookLook(run, ports, earlier);
    if (failed) throw failed.error;
    if (run.attempt.retryCount > 0) throw new RetryLater(HELD);
    return;
  }
}

/** The holder would leave a failed record as it is: only a run that is a retry gives it another chance. */
const HELD = "Another run is working on it, which is not a retry.";

const NO_HANDOVER: LeaseHandover = {
  userName: undefined,
  changedAt: undefined,
  lookAgainAt: undefined,
  abandoned: false,
  currentKey: undefined,
  previous: undefined,
  compromised: false,
  unmanaged: undefined,
  said: new Map(),
  senders: undefined,
};

/**
 * Another run holds the lease, and may be slow, or dead. A login that must be stopped is stopped anyway: Deny and
 * inactive keys are safe at any time, as long as the holder learns of them afterwards.
 *
 * @returns the error, if there was one
 */
async function stopWithoutLease(
  run: Run,
  ports: Ports,
  state: RunState,
): Promise<{ error: unknown } | undefined> {
  try {
    const record = await ports.store.read(run.username);
    const desired = desiredState(run.username, record, ports);
    const stops = isCompromised(record) || (desired.kind !== "invalid" && stopsLogin(desired));
    if (!isUsername(run.username) || !stops) return undefined;
    const stopping = { run, ports, state, keep: () => Promise.resolve() };
    const users = await findToStop(stopping, [readHints(record?.attributes).iamUserName]);
    await secure(stopping, users, { blindly: true, removing: desired.kind === "absent" });
    return undefined;
  } catch (error) {
    return { error };
  }
}

/**
 * Works under the lease until it can be released, which is impossible while it has a mark that was not seen.
 * @returns false if the lease was lost
 */
async function hold(run: Run, ports: Ports, lease: Lease, state: RunState): Promise<boolean> {
  try {
    let failed = await errorOf(() => converge(run, ports, lease, state));
    for (;;) {
      // What it has written belongs to a request that was not carried out: the next run must not rely on the record. A
      // rotation that failed has left nothing behind: it is retried with the event, with longer and longer pauses.
      const left = failed && state.wrote && !(failed.error instanceof RotationFailed);
      if (left) state.lookAgain(ports.clock.now());
      failed ??= await errorOf(() => bookLook(run, ports, state));
      await announce(run, ports, lease, state);
      if (await end(lease, state)) break;
      if (failed === undefined && run.remainingMs() >= CLOSING_MS) {
        failed = await errorOf(() => converge(run, ports, lease, state));
      } else {
        const notBooked = await errorOf(() => bookWakeUp(run, ports, ports.clock.now()));
        failed ??= notBooked;
      }
    }
    if (failed) throw failed.error;
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    throw error;
  }
}

/** @returns false if the lease has a mark that was not seen */
async function end(lease: Lease, state: RunState): Promise<boolean> {
  const forget = state.nothingLeft && state.lookAgainAt === undefined;
  const ended = !lease.isMarked && (await (forget ? lease.forget() : lease.release(state)));
  if (!ended) state.heard(lease.takeMark());
  return ended;
}

/** An error after which the lease is still to be released. @throws LeaseLost */
async function errorOf(work: () => Promise<void>): Promise<{ error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    return { error };
  }
}
