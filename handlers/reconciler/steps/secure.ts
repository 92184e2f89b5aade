import { isThrottled, mayHaveTakenEffect } from "../failures/answered";
import { StillThrottled } from "../failures/errors";
import { suspend } from "../plan/stop";
import { CLOSING_MS, type Ports, type Run } from "../ports";
import type { RunState } from "../run-state";
import type { ObservedUser, Step } from "../types";

/** Stopping a login is tried again this often: IAM has room for it long before those who wait for seconds ask again. */
const RETRY_MS = 100;

/** How often a call is tried that IAM does not answer; its client waits for seconds each time. */
const MAX_UNANSWERED = 3;

/** What stopping logins needs. */
export interface Stopping {
  run: Run;
  ports: Ports;
  state: RunState;
  /** Awaited before each call; keeps a lease if there is one. */
  keep: () => Promise<void>;
}

/** The users of one username, through the connections reserved for stopping. */
export function findToStop(
  stopping: Stopping,
  hints: readonly (string | undefined)[],
): Promise<ObservedUser[]> {
  const { run, ports } = stopping;
  return persistently(stopping, () => ports.stopping.find(run.username, hints));
}

/**
 * Turns logins off: Deny, and inactive keys. Each call is made whatever became of the one before.
 *
 * @param blindly also where IAM shows that it is unnecessary
 * @throws the first error, once all was tried
 */
export async function secure(
  stopping: Stopping,
  users: readonly ObservedUser[],
  blindly: boolean,
): Promise<void> {
  const { run, ports, state } = stopping;
  const errors: unknown[] = [];
  for (const step of users.flatMap(user => suspend(user, { mayBeStale: blindly, secured: false }))) {
    run.log.info(step.kind, {
      ...("user" in step && { user: step.user }),
      ...("key" in step && { key: step.key }),
    });
    try {
      await persistently(stopping, () => stop(step, ports));
    } catch (error) {
      errors.push(error);
    }
    state.changed(ports.clock.now());
  }
  if (errors.length > 0) throw errors[0];
}

function stop(step: Step, { stopping }: Ports): Promise<void> {
  if (step.kind === "putPolicy" && step.user !== undefined) return stopping.putPolicy(step.user, step.policy);
  if (step.kind === "setKey") return stopping.setKey(step.user, step.key, step.active);
  throw new Error(`${step.kind} does not stop a login.`);
}

/** @throws StillThrottled if time runs out */
async function persistently<T>({ run, ports, state, keep }: Stopping, call: () => Promise<T>): Promise<T> {
  for (let unanswered = 0; ;) {
    await keep();
    try {
      return await call();
    } catch (error) {
      const lost = mayHaveTakenEffect(error);
      if (lost) state.unanswered(ports.clock.now());
      if (!isThrottled(error) && !(lost && ++unanswered < MAX_UNANSWERED)) throw error;
    }
    if (run.remainingMs() < CLOSING_MS)
      throw new StillThrottled("AWS throttled requests until this run had to end.");
    await ports.clock.sleep(RETRY_MS * (0.5 + ports.random()));
  }
}
