import type { Step } from "./step";
import type { AccessKey, ObservedUser, PlanContext } from "../types";
import { removeUsers } from "./users";

/** IAM's limit, inactive keys included: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
export const MAX_KEYS_PER_USER = 2;

/** Deletes keys whose secret nobody has; the secret of one younger than a lease may be on its way into the record. */
export function deleteUnusedKeys(user: string, keys: readonly AccessKey[], context: PlanContext): Step[] {
  const young = keys.map(key => remainingMs(key, context)).filter(milliseconds => milliseconds > 0);
  const old = keys.filter(key => remainingMs(key, context) <= 0);
  return [
    ...old.map((key): Step => ({ kind: "deleteKey", user, key: key.id })),
    ...lookAfter(young, "a key without a stored secret is younger than a lease"),
  ];
}

/** Removes users beside the one that is kept, once all their keys are older than a lease. */
export function removeUnusedUsers(users: readonly ObservedUser[], context: PlanContext): Step[] {
  const young = users.flatMap(user => user.keys.map(key => remainingMs(key, context))).filter(ms => ms > 0);
  return young.length > 0
    ? lookAfter(young, "a second user has a key younger than a lease")
    : removeUsers(users);
}

/** IAM's clock and ours may differ: if nobody has changed anything for a whole lease, that is enough. */
function remainingMs(key: AccessKey, context: PlanContext): number {
  return Math.min(key.createdAt + context.leaseMs - context.now, context.leaseMs - context.msSinceChange);
}

function lookAfter(pauses: readonly number[], reason: string): Step[] {
  return pauses.length === 0 ? [] : [{ kind: "lookAgain", milliseconds: Math.max(...pauses), reason }];
}
