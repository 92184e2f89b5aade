import { isAccessDenied } from "../adapters/iam-errors";
import { isRefusal, UserDrifted } from "../failures/errors";
import { awsText, describeError } from "../failures/aws-text";
import { DENY_POLICY } from "../policy";
import type { Drift } from "../types";
import type { StepContext } from "./step-context";

/**
 * Stops a user that somebody changed, with every call that IAM allows. Each is tried whatever became of the one before.
 *
 * @throws the first error, unless `tolerant` and it is only that the drift could not be put right
 */
export async function secureUser(
  context: StepContext,
  user: string,
  { drift, keys, tolerant }: { drift: readonly Drift[]; keys: readonly string[]; tolerant: boolean },
): Promise<void> {
  warnDrifted(context, user, drift);
  const { users } = context.ports;
  const boundary = drift.includes("boundary") ? await failing(() => restore(context, user, "boundary")) : [];
  const deny = await failing(() => context.change(() => users.putPolicy(user, DENY_POLICY)));
  const inactive: unknown[] = [];
  for (const key of keys)
    inactive.push(...(await failing(() => context.change(() => users.setKey(user, key, false)))));
  // Without our boundary IAM denies Deny as well. The inactive keys are then all that can be done.
  const expected = tolerant && boundary.every(isRefusal) && inactive.length === 0;
  const errors = expected && boundary.length > 0 ? [] : [...boundary, ...deny, ...inactive];
  if (errors.length > 0) throw errors[0];
}

/**
 * Puts boundary and tags of a user right.
 * @throws UserDrifted if that is denied; the keys of `otherwiseStop` are inactive then
 */
export async function restoreUser(
  context: StepContext,
  user: string,
  { drift, otherwiseStop }: { drift: readonly Drift[]; otherwiseStop: readonly string[] },
): Promise<void> {
  warnDrifted(context, user, drift);
  try {
    for (const one of drift) await restore(context, user, one);
  } catch (error) {
    if (isRefusal(error) && otherwiseStop.length > 0) {
      await failing(() => secureUser(context, user, { drift: [], keys: otherwiseStop, tolerant: false }));
    }
    throw error;
  }
}

async function restore(context: StepContext, user: string, drift: Drift): Promise<void> {
  const { run, ports } = context;
  try {
    await context.change(() =>
      drift === "boundary" ? ports.users.restoreBoundary(user) : ports.users.restoreTags(run.username, user),
    );
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    throw new UserDrifted(user, drift, awsText(describeError(error)));
  }
}

function warnDrifted({ run }: StepContext, user: string, drift: readonly Drift[]): void {
  if (drift.length > 0) run.log.warn("somebody changed this IAM user", { user, drift });
}

/** The error of a call, in a list; empty if it succeeded. */
async function failing(act: () => Promise<void>): Promise<unknown[]> {
  try {
    await act();
    return [];
  } catch (error) {
    return [error];
  }
}
