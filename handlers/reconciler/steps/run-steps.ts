import type { LogFields } from "../../shared/logging/fields";
import { UnknownKmsKey } from "../failures/errors";
import { noteSenders } from "../noted-senders";
import { DENY_POLICY } from "../policy";
import { untilProvable } from "../plan/waits";
import type { Step } from "../plan/step";
import { restoreUser, secureUser } from "./drift-steps";
import { createKey, deleteKey, saveSecret } from "./key-steps";
import { extendGrace, forgetPrevious, retireKey } from "./previous-steps";
import { forgetLogin, publish, publishFailure, refuseRotation, reportUnmanaged } from "./publish-steps";
import { rotate } from "./rotate";
import { reencrypt, verifyNoLogin } from "./secret-steps";
import type { StepContext } from "./step-context";
import { createUser, onUser, removeUser } from "./user-steps";
import { verifyLogin } from "./verify-login";

/** How long one run waits in total for IAM to list something. After that, another run checks. */
const MAX_WAIT_MS = 20_000;

/** Carries out the steps of one plan, each under the lease. @throws what the first step that fails throws */
export async function runSteps(steps: readonly Step[], context: StepContext): Promise<void> {
  for (const step of steps) if (step.kind === "lookAgain") lookAgain(context, step);
  for (const step of steps) {
    await context.keep();
    context.run.log.info(step.kind, logFields(step));
    await runStep(step, context);
  }
}

async function runStep(step: Step, context: StepContext): Promise<void> {
  const { users } = context.ports;
  switch (step.kind) {
    case "removeUser":
      return removeUser(context, step.user);
    case "createUser":
      return createUser(context);
    case "putPolicy": {
      const opens = step.policy !== DENY_POLICY;
      if (opens) await noteSenders(context);
      return onUser(context, step.user, user => users.putPolicy(user, step.policy), opens);
    }
    case "createKey":
      return onUser(context, step.user, user => createKey(context, user), true);
    case "saveSecret":
      return saveSecret(context);
    case "setKey":
      return context.change(() => users.setKey(step.user, step.key, step.active), step.active);
    case "deleteKey":
      return deleteKey(context, step);
    case "rotate":
      return rotate(context, step);
    case "extendGrace":
      return extendGrace(context, step);
    case "retireKey":
      return retireKey(context, step);
    case "forgetPrevious":
      return forgetPrevious(context);
    case "forgetLogin":
      return forgetLogin(context);
    case "reportUnmanaged":
      return reportUnmanaged(context, step);
    case "refuseRotation":
      return refuseRotation(context);
    case "verifyLogin":
      context.refused = (await verifyLogin(context, step.login)) && step.login === "refused";
      if (step.login === "refused" && !context.refused)
        lookAgain(context, untilProvable(msSinceChange(context)));
      return;
    case "secureUser":
      return secureUser(context, step);
    case "restoreUser":
      return restoreUser(context, step);
    case "verifyNoLogin":
      return verifyNoLogin(context);
    case "reencrypt":
      return reencrypt(context);
    case "rejectUnknownKey":
      throw new UnknownKmsKey(context.run.username);
    case "publish":
      return publish(context, step);
    case "publishFailure":
      return publishFailure(context, step);
    case "wait":
      return wait(context, step);
    case "lookAgain":
      return;
  }
}

/** Waits, or leaves it to another run if this one has waited long enough. */
async function wait(context: StepContext, step: Step & { kind: "wait" }): Promise<void> {
  const { state } = context;
  if (state.waitedForIamMs + step.milliseconds > MAX_WAIT_MS) {
    state.leftToAnother = true;
    return lookAgain(context, step);
  }
  state.waitedForIamMs += step.milliseconds;
  await context.sleep(step.milliseconds);
}

function lookAgain(
  { state, ports }: StepContext,
  { milliseconds, sinceChange }: { milliseconds: number; sinceChange?: true },
): void {
  const now = ports.clock.now();
  const passed = sinceChange ? Math.min(milliseconds, Math.max(0, state.msSinceChange(now))) : 0;
  state.lookAgain(now + milliseconds - passed);
}

function msSinceChange({ state, ports }: StepContext): { msSinceChange: number } {
  return { msSinceChange: state.msSinceChange(ports.clock.now()) };
}

/** The fields of a step that are logged: policies and failures are long, and can be read elsewhere. */
function logFields(step: Step): LogFields {
  if (step.kind === "secureUser" || step.kind === "restoreUser")
    return { user: step.user.name, drift: step.user.drift };
  const { user, key, login, status, milliseconds, reason } = step as LogFields & { user?: unknown };
  return { user: typeof user === "string" ? user : undefined, key, login, status, milliseconds, reason };
}
