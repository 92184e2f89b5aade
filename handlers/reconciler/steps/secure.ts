import { isThrottled } from "../../shared/throttled";
import { mayHaveTakenEffect } from "../failures/answered";
import { isRefusal, StillThrottled } from "../failures/errors";
import { suspend } from "../plan/stop";
import { CLOSING_MS, type Ports, type Run } from "../ports";
import type { RunState } from "../run-state";
import type { Step } from "../plan/step";
import type { ObservedUser } from "../types";
import { restore, warnDrifted } from "./restore";

/**
 * The pause between attempts to stop a login: with the call itself, it is tried every tenth of a second. So it gets its
 * turn long before other throttled calls, which pause for seconds.
 */
const RETRY_PAUSE_MS = 50;

/** How often an unanswered call is tried; its client waits for seconds each time. */
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

/** How logins are turned off. */
export interface SecureOptions {
  /** Make the calls even where IAM shows that they are unnecessary. */
  blindly: boolean;
  /** The user is to be deleted: it is enough that its keys are inactive if its boundary, and with it Deny, is refused. */
  removing: boolean;
}

/**
 * Turns logins off: Deny, and inactive keys. Each call is made even if the one before failed. Deny needs our boundary,
 * so a missing boundary is restored first.
 *
 * @throws the first error, once everything was tried
 */
export async function secure(
  stopping: Stopping,
  users: readonly ObservedUser[],
  { blindly, removing }: SecureOptions,
): Promise<void> {
  const errors: unknown[] = [];
  for (const user of users) {
    warnDrifted(stopping.run, user.name, user.drift);
    const boundary = user.drift.includes("boundary") ? await restoreBoundary(stopping, user.name) : [];
    const results = await stopUser(stopping, user, blindly);
    const bearable =
      removing && boundary.length > 0 && boundary.every(isRefusal) && results.keys.length === 0;
    if (!bearable) errors.push(...boundary, ...results.deny, ...results.keys);
  }
  if (errors.length > 0) throw errors[0];
}

async function stopUser(stopping: Stopping, user: ObservedUser, blindly: boolean) {
  const errors = { deny: [] as unknown[], keys: [] as unknown[] };
  for (const step of suspend({ ...user, drift: [] }, { mayBeStale: blindly, secured: false })) {
    stopping.run.log.info(step.kind, { user: user.name, ...("key" in step && { key: step.key }) });
    const list = step.kind === "putPolicy" ? errors.deny : errors.keys;
    list.push(...(await errorsOf(() => attempt(stopping, () => stop(step, stopping.ports)))));
  }
  return errors;
}

function restoreBoundary(stopping: Stopping, user: string): Promise<unknown[]> {
  const { run, ports } = stopping;
  return errorsOf(() =>
    restore(ports.stopping, run.username, user, "boundary", act => attempt(stopping, act)),
  );
}

async function attempt(stopping: Stopping, act: () => Promise<void>): Promise<void> {
  try {
    await persistently(stopping, act);
  } finally {
    stopping.state.changed(stopping.ports.clock.now());
  }
}

/** The error of a call, in a list; empty if it succeeded. */
async function errorsOf(act: () => Promise<void>): Promise<unknown[]> {
  try {
    await act();
    return [];
  } catch (error) {
    return [error];
  }
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
    await ports.clock.sleep(RETRY_PAUSE_MS * (0.5 + ports.random()));
  }
}
