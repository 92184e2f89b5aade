import { describeError } from "../failures/aws-text";
import { isRefusal } from "../failures/errors";
import type { ObservedUser, Step } from "../types";
import { restore, warnDrifted } from "./restore";
import { secure } from "./secure";
import type { StepContext } from "./step-context";

/**
 * Stops a user, whatever IAM shows of it.
 *
 * @throws the first error, once all was tried, unless `tolerant` and it is only that the drift could not be put right
 */
export function secureUser(
  context: StepContext,
  { user, tolerant }: Step & { kind: "secureUser" },
): Promise<void> {
  return secure(context.stopping(), [user], { blindly: true, removing: tolerant });
}

/**
 * Puts boundary and tags of a user right.
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

/** Its boundary could not be restored; what else stops it is done nevertheless. */
async function stopAnyway(context: StepContext, user: ObservedUser): Promise<void> {
  try {
    await secure(context.stopping(), [{ ...user, drift: [] }], { blindly: true, removing: false });
  } catch (error) {
    context.run.log.warn("the user could not be stopped completely", { error: describeError(error) });
  }
}
