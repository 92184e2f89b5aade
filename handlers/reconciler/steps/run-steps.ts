import { RetryLater, UnknownKmsKey } from "../failures/errors";
import { CLOSING_MS } from "../ports";
import type { Step } from "../types";
import { restoreUser, secureUser } from "./drift-steps";
import { createKey, saveSecret } from "./key-steps";
import { reencrypt, verifyNoLogin } from "./secret-steps";
import type { StepContext } from "./step-context";
import { createUser, onUser, removeUser } from "./user-steps";
import { verifyLogin } from "./verify-login";

/** Carries out the steps of one plan, each under the lease. @throws what the first step that fails throws */
export async function runSteps(steps: readonly Step[], context: StepContext): Promise<void> {
  for (const step of steps) {
    await context.lease.keep();
    context.run.log.info(step.kind, logFields(step));
    await runStep(step, context);
  }
}

async function runStep(step: Step, context: StepContext): Promise<void> {
  const { run, ports } = context;
  const { users, store } = ports;
  switch (step.kind) {
    case "removeUser":
      return removeUser(context, step.user);
    case "createUser":
      return createUser(context);
    case "putPolicy":
      return onUser(context, step.user, user => users.putPolicy(user, step.policy));
    case "createKey":
      return onUser(context, step.user, user => createKey(context, user));
    case "saveSecret":
      return saveSecret(context);
    case "setKey":
      return context.change(() => users.setKey(step.user, step.key, step.active));
    case "deleteKey":
      return context.change(() => users.deleteKey(step.user, step.key));
    case "verifyLogin":
      return verifyLogin(context, step.login);
    case "secureUser":
      return secureUser(context, step.user, step);
    case "restoreUser":
      return restoreUser(context, step.user, step);
    case "verifyNoLogin":
      return verifyNoLogin(context);
    case "reencrypt":
      return reencrypt(context);
    case "rejectUnknownKey":
      throw new UnknownKmsKey(run.username);
    case "publish":
      return store.publish(context.record, step.status, context.now());
    case "publishFailure":
      return store.publishFailure(
        context.record,
        step.failure,
        step.keepCredential ? "suspended" : "removed",
        run.correlationId,
        context.now(),
      );
    case "wait":
      return wait(context, step.milliseconds);
  }
}

/** @throws RetryLater if this run ends too soon */
async function wait(context: StepContext, milliseconds: number): Promise<void> {
  if (context.run.remainingMs() - milliseconds < CLOSING_MS) {
    context.state.mayHaveOrphans = true; // for the next run
    throw new RetryLater(`Not enough time left to wait ${milliseconds} ms.`, { milliseconds });
  }
  await context.sleep(milliseconds);
}

/** What a log entry has of a step: policies and failures are long, and can be read elsewhere. */
function logFields(step: Step): Record<string, unknown> {
  const { user, key, keys, drift, login, status, milliseconds, reason } = step as Partial<
    Record<string, unknown>
  >;
  return { user, key, keys, drift, login, status, milliseconds, reason };
}
