import { isRefusal } from "../failures/errors";
import type { Step } from "../plan/step";
import type { ObservedUser } from "../types";
import { restore, warnDrifted } from "./restore";
import { secure } from "./secure";
import type { StepContext } from "./step-context";

/**
 * Stops a user, whatever IAM shows about it.
 *
 * @throws the first error, once everything was tried; with `tolerant`, not if only the drift could not be fixed
 */
export function secureUser(
  context: StepContext,
  { user, tolerant }: Step & { kind: "secureUser" },
): Promise<void> {
  return secure(context.stopping(), [user], { blindly: true, removing: tolerant });
}

/**
 * Restores a user's boundary and tags.
 * @throws UserDrifted if that is denied; the user is stopped then if the step says so
 */
export async function restoreUser(
  context: StepContext,
  { user, otherwiseStop }: Step & { kind: "restoreUser" },
): Promise<void> {
  const { run, ports } = context;
  warnDrifted(run, user.name, user.drift);
  try {
    for (const drift of user.drift)
      await restore(ports.users, run.username, user.name, drift, act => context.change(act));
  } catch (error) {
    if (isRefusal(error) && otherwiseStop) await stopAnyway(context, user);
    throw error;
  }
}

/** Stops a user whose boundary could not be restored, as far as possible. */
async function stopAnyway(context: StepContext, user: ObservedUser): Promise<void> {
  try {
    await secure(context.stopping(), [{ ...user, drift: [] }], { blindly: true, removing: false });
  } catch (error) {
    context.run.log.warn("the user could not be stopped completely", { error });
  }
}
