import { withMatchingRemedy } from "../failures/catalogue";
import { countActive, countFailure } from "../login-metrics";
import { digestToApply } from "../observe";
import { ROTATION_REFUSED } from "../plan/rotation";
import { judge } from "../record";
import { rotationContext } from "../rotation";
import { reportFailure } from "../report-failure";
import type { PreviousKey, Step } from "../types";
import { bookLook } from "../wake-up";
import type { StepContext } from "./step-context";

/** Later checks are booked first: if this run died after publishing, nothing else would trigger them. */
export async function publish(
  context: StepContext,
  { status, failure, replaced }: Step & { kind: "publish" },
): Promise<void> {
  const { run, ports, state, record, login } = context;
  if (replaced !== undefined) state.previous = startGrace(context, replaced);
  await bookLook(run, ports, state);
  const verified = status === "active" || context.refused ? status : "denied";
  const { previous } = state;
  // A login that has ended is written as disabled, which the record then asks for.
  const written = { ...record, attributes: { ...record.attributes, status } };
  const applied = digestToApply(written, ports);
  const published = { status, verified, failure, previous, applied, rules: context.rules } as const;
  context.record = await ports.store.publish(record, published, run.correlationId, context.now());
  if (status === "active") countActive(run, ports, record, replaced !== undefined);
  if (status === "active" && login) state.currentKey = login.user;
}

/** Starts the grace period of a key that was replaced. */
export function startGrace({ run, ports, record }: StepContext, id: string): PreviousKey {
  const since = ports.clock.now();
  const { graceMs } = rotationContext(run.username, record.attributes, ports.rotation, since);
  return { id, since, until: since + graceMs };
}

export async function publishFailure(
  context: StepContext,
  { failure, keepCredential }: Step & { kind: "publishFailure" },
): Promise<void> {
  const { run, ports, state, record } = context;
  await bookLook(run, ports, state);
  const credential = keepCredential ? "suspended" : "removed";
  const of = judge(record, ports.rules);
  const published = { failure: withMatchingRemedy(failure, of.status), of, credential } as const;
  await reportFailure(run, ports, state, record, published.failure);
  context.record = await ports.store.publishFailure(record, published, run.correlationId, context.now());
  countFailure(run, ports, published.failure, record, context.record);
  if (!keepCredential) state.forgetLogin();
}

export async function refuseRotation(context: StepContext): Promise<void> {
  const { ports, record } = context;
  context.record = await ports.store.refuseRotation(record, ROTATION_REFUSED, context.now());
}

/**
 * Nothing of a compromised login is left in IAM. The record is written first: until the hold is completed, all of this
 * is repeated.
 */
export async function forgetLogin(context: StepContext): Promise<void> {
  const { run, ports, state } = context;
  await context.keep();
  const { hold } = context.record;
  context.record = await ports.store.forgetLogin(context.record, context.now());
  if (hold?.kind === "compromised") await ports.holds.complete(run.username, hold, context.now());
  state.forgetLogin();
  run.log.warn("the compromised login was removed", {});
}
