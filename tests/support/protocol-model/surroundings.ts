import type { Transition } from "./explore";
import { DEAD, isHeld, less, type State, withRun } from "./state";

/** What administrators, AWS and time do. */
export function surroundings(state: State): Transition<State>[] {
  const { lease, iam, faults, late } = state;
  const next: Transition<State>[] = [];
  const add = (name: string, change: Partial<State>) => next.push({ name, to: { ...state, ...change } });

  const [change, ...changes] = state.changes;
  if (change !== undefined) {
    add(`an administrator asks for ${change}`, { asked: change, changes, events: state.events + 1 });
  }
  const slot = state.runs.findIndex(run => run === undefined);
  if (slot >= 0) {
    const run = { at: "start", asked: "denied", wrote: false, distrusts: false } as const;
    const started = { runs: withRun(state, slot, { ...run, mayBeEcho: true }) };
    const own = { runs: withRun(state, slot, { ...run, mayBeEcho: false }) };
    if (state.events > 0) add("an event is delivered", { ...started, events: state.events - 1 });
    if (state.events > 0 && faults.duplicate > 0) {
      add("an event is delivered, and will be again", { ...started, faults: less(faults, "duplicate") });
    }
    if (state.wakeUp && !isHeld(lease)) {
      // Without a holder it has nothing to do: the mark was seen.
      add(
        "the wake-up fires",
        lease.holder === undefined ? { wakeUp: false } : { ...started, wakeUp: false },
      );
    }
    if (state.lateLook && late.length === 0 && iam.now === iam.before) {
      add("the late look, or Lambda's retry", { ...own, lateLook: false });
    }
  }
  if (isHeld(lease) && !lease.farAhead) {
    const holder = state.runs[lease.holder ?? DEAD];
    // A renewed lease outlasts the one call that follows: 30 s against a call's 15 s at most.
    const sending = holder?.at === "write" && holder.asked !== "denied";
    if (lease.holder === DEAD)
      add("the lease of a dead holder expires", { lease: { ...lease, expired: true } });
    else if (faults.expiry > 0 && !sending) {
      add("the lease expires under its holder", {
        lease: { ...lease, expired: true },
        faults: less(faults, "expiry"),
      });
    }
  }
  for (const [index, login] of late.entries()) {
    add(`a late write of ${login} lands`, {
      iam: { now: login, before: iam.now },
      late: late.filter((_, other) => other !== index),
    });
  }
  if (iam.now !== iam.before || lease.changedAt) {
    add("IAM settles", {
      iam: { now: iam.now, before: iam.now },
      lease: { ...lease, changedAt: false },
      runs: state.runs.map(run => run && { ...run, distrusts: false }),
    });
  }
  return next;
}
