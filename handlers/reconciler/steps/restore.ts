import { isAccessDenied } from "../adapters/iam-errors";
import type { IamUsers } from "../adapters/iam-users";
import { awsText, describeError } from "../failures/aws-text";
import { UserDrifted } from "../failures/errors";
import type { Run } from "../ports";
import type { Drift } from "../types";

/**
 * Restores a user's boundary or tags after somebody changed them.
 *
 * @param attempt makes the call, and retries it if necessary
 * @throws UserDrifted if IAM denies it
 */
export async function restore(
  users: IamUsers,
  username: string,
  user: string,
  drift: Drift,
  attempt: (act: () => Promise<void>) => Promise<void>,
): Promise<void> {
  try {
    await attempt(() =>
      drift === "boundary" ? users.restoreBoundary(user) : users.restoreTags(username, user),
    );
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    throw new UserDrifted(user, drift, awsText(describeError(error)));
  }
}

export function warnDrifted({ log }: Run, user: string, drift: readonly Drift[]): void {
  if (drift.length > 0) log.warn("somebody changed this IAM user", { user, drift });
}
