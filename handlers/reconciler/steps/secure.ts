import { isThrottled } from "../../shared/throttled";
import { isRefusal } from "../failures/errors";
import { suspend } from "../plan/stop";
import type { Ports } from "../ports";
import type { Step } from "../plan/step";
import type { ObservedUser } from "../types";
import { persistently, type Stopping } from "./persistently";
import { restore, warnDrifted } from "./restore";

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
    if (removing && !blindly && isStripped(user)) continue;
    warnDrifted(stopping.run, user.name, user.drift);
    const boundary = user.drift.includes("boundary") ? await restoreBoundary(stopping, user.name) : [];
    const results = await stopUser(stopping, user, blindly);
    const bearable =
      removing && boundary.length > 0 && boundary.every(isRefusal) && results.keys.length === 0;
    if (!bearable) errors.push(...boundary, ...results.deny, ...results.keys);
  }
  if (errors.length > 0) throw errors[0];
}

/** An earlier run has begun to remove it: without a key nobody can log in. */
function isStripped({ policy, keys }: ObservedUser): boolean {
  return policy === undefined && keys.length === 0;
}

async function stopUser(stopping: Stopping, user: ObservedUser, blindly: boolean) {
  const errors = { deny: [] as unknown[], keys: [] as unknown[] };
  for (const step of suspend({ ...user, drift: [] }, { mayBeStale: blindly, secured: false })) {
    stopping.run.log.info(step.kind, { user: user.name, ...("key" in step && { key: step.key }) });
    const list = step.kind === "putPolicy" ? errors.deny : errors.keys;
    const urgent = step.kind === "putPolicy" || errors.deny.length > 0;
    list.push(...(await errorsOf(() => attempt(stopping, () => stop(step, stopping.ports), urgent))));
  }
  return errors;
}

function restoreBoundary(stopping: Stopping, user: string): Promise<unknown[]> {
  const { run, ports } = stopping;
  return errorsOf(() =>
    restore(ports.stopping, run.username, user, "boundary", act => attempt(stopping, act)),
  );
}

/** A throttled call did nothing; any other may have changed something. */
async function attempt(stopping: Stopping, act: () => Promise<void>, urgent = true): Promise<void> {
  const noteChange = () => stopping.state.changed(stopping.ports.clock.now());
  const change = async () => {
    try {
      await act();
    } catch (error) {
      if (!isThrottled(error)) noteChange();
      throw error;
    }
    noteChange();
  };
  await persistently(stopping, change, urgent);
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
