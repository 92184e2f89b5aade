import { isThrottled } from "../../shared/throttled";
import { awsText, describeError } from "../failures/aws-text";
import { failure } from "../failures/catalogue";
import { NoTimeToVerify, RetryLater, RotationFailed, StaleView } from "../failures/errors";
import { countRotation } from "../login-metrics";
import { digestToApply } from "../observe";
import type { Step } from "../plan/step";
import { bookLook } from "../wake-up";
import { createKey, deleteKey } from "./key-steps";
import { startGrace } from "./publish-steps";
import type { StepContext } from "./step-context";
import { onUser } from "./user-steps";
import { verifyLogin } from "./verify-login";

/**
 * Replaces the password of a login that works. The new secret stays in memory until a login with it was accepted; then
 * one write publishes it, and the previous key keeps working for its grace period. If anything goes wrong before that,
 * users are not affected: the new key is deleted, the login stays as it is, and the record says why.
 *
 * @throws RotationFailed, StaleView and RetryLater as other steps do
 */
export async function rotate(context: StepContext, step: Step & { kind: "rotate" }): Promise<void> {
  try {
    await makeAndPublish(context, step);
  } catch (error) {
    const isTriedAgain = error instanceof StaleView || error instanceof RetryLater || isThrottled(error);
    // A new key that is not the login yet must not be left behind.
    if (isTriedAgain && !(error instanceof NoTimeToVerify)) throw error;
    await giveUp(context, step, error);
  }
}

async function makeAndPublish(context: StepContext, { user, key }: Step & { kind: "rotate" }): Promise<void> {
  const { run, ports, state } = context;
  if (state.unsavedKey === undefined || state.unsavedKey.key === key)
    await onUser(context, user, name => createKey(context, name), true);
  const created = state.unsavedKey!;
  const login = { user: created.key, password: created.password };
  await verifyLogin(context, "accepted", login);
  const ciphertext = await ports.cipher.encrypt(run.username, created.key, created.password);
  const previous = startGrace(context, key);
  state.previous = previous;
  await bookLook(run, ports, state);
  await context.keep(0); // whether it is still asked for
  const { record } = context;
  const secret = { smtp_username: created.key, encrypted_password: ciphertext };
  const applied = digestToApply({ ...record, attributes: { ...record.attributes, ...secret } }, ports);
  context.record = await ports.store.rotate(
    record,
    {
      smtpUsername: created.key,
      ciphertext,
      status: "active",
      verified: "active",
      failure: context.leftOut,
      previous,
      applied,
      rules: context.rules,
    },
    run.correlationId,
    context.now(),
  );
  context.login = login;
  state.currentKey = created.key;
  countRotation(run, ports);
  run.log.info("rotated", { key: created.key, previous: key, until: new Date(previous.until).toISOString() });
}

async function giveUp(
  context: StepContext,
  { user, key }: Step & { kind: "rotate" },
  error: unknown,
): Promise<never> {
  const { run, ports, state } = context;
  if (state.previous?.id === key) state.previous = undefined;
  const { unsavedKey } = state;
  if (unsavedKey !== undefined && unsavedKey.key !== key)
    await deleteKey(context, { user, key: unsavedKey.key });
  const reason = awsText(describeError(error));
  const why = failure(
    "rotation_failed",
    `The login still works, but a new password could not be created: ${reason}`,
  );
  const { record } = context;
  const published = {
    status: "active",
    verified: "active",
    failure: why,
    previous: state.previous,
    applied: digestToApply(record, ports),
    rules: context.rules,
  } as const;
  context.record = await ports.store.publish(record, published, run.correlationId, context.now());
  throw new RotationFailed(run.username, reason);
}
