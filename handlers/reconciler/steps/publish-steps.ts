import { stopCommand } from "../../../records/unmanaged";
import { userName } from "../../shared/iam-names";
import { dlqMessage } from "../../shared/dlq-message";
import { failure, withMatchingRemedy } from "../failures/catalogue";
import { countActive, countFailure } from "../login-metrics";
import { digestToApply } from "../observe";
import { ROTATION_REFUSED } from "../plan/rotation";
import { judge } from "../record";
import { rotationContext } from "../rotation";
import { logFailure, reportFailure } from "../report-failure";
import type { Step } from "../plan/step";
import type { PreviousKey } from "../types";
import { bookLook } from "../wake-up";
import type { StepContext } from "./step-context";

/** Later checks are booked first: if this run died after publishing, nothing else would trigger them. */
export async function publish(
  context: StepContext,
  { status, failure: leftOut, replaced, unproved }: Step & { kind: "publish" },
): Promise<void> {
  const { run, ports, state, record, login } = context;
  if (replaced !== undefined) state.previous = startGrace(context, replaced);
  await bookLook(run, ports, state);
  const proved = status === "active" || context.refused ? status : "denied";
  const verified = unproved ? "unproved" : proved;
  const { previous } = state;
  // A login that has ended is written as disabled, which the record then asks for.
  const written = { ...record, attributes: { ...record.attributes, status } };
  const applied = digestToApply(written, ports);
  const published = { status, verified, failure: leftOut, previous, applied, rules: context.rules } as const;
  context.record = await ports.store.publish(record, published, run.correlationId, context.now());
  if (status === "active" && !unproved) countActive(run, ports, record, replaced !== undefined);
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
  { failure: verdict, keepCredential, untouched }: Step & { kind: "publishFailure" },
): Promise<void> {
  const { run, ports, state, record } = context;
  await bookLook(run, ports, state);
  const kept = keepCredential ? "suspended" : "removed";
  const credential = untouched ? "untouched" : kept;
  const of = judge(record, ports.rules);
  const published = { failure: withMatchingRemedy(verdict, of.status), of, credential } as const;
  await reportFailure(run, ports, state, record, published.failure);
  context.record = await ports.store.publishFailure(record, published, run.correlationId, context.now());
  countFailure(run, ports, published.failure, record, context.record);
  logFailure(run, published.failure);
  if (!keepCredential) state.forgetLogin();
}

/** The record is gone, and with it what the message says: it is parked before the lease forgets the login. */
export async function reportUnmanaged(
  { run, ports, state }: StepContext,
  { login }: Step & { kind: "reportUnmanaged" },
): Promise<void> {
  const { username, correlationId, attempt } = run;
  const { code, message } = failure(
    "not_adopted",
    "The record was removed, but its login was made by another system and still works",
    `Stop it with ${stopCommand(login)}; then delete the user.`,
  );
  const at = new Date(ports.clock.now()).toISOString();
  const reported = { errorType: code, errorMessage: message, retryCount: attempt.retryCount, timestamp: at };
  await ports.failed.park(dlqMessage(username, correlationId, attempt.origin, reported));
  state.unmanaged = undefined;
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
  const { run, ports, lease, state } = context;
  await context.keep();
  const { hold } = context.record;
  context.record = await ports.store.forgetLogin(context.record, context.now());
  if (hold?.kind === "compromised") await ports.holds.complete(run.username, hold, context.now());
  // Whoever holds the lease next must neither take a new user for the compromised one, nor give it the same name.
  const user_name = { S: userName(run.username, context.now()) };
  await lease.record({ compromised: { BOOL: false }, user_name });
  state.forgetLogin();
  run.log.warn("the compromised login was removed", {});
}
