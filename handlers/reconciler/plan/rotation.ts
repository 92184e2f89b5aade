import { DAY_MS } from "../../../records/rotation";
import type { Failure } from "../failures/catalogue";
import type { Step } from "./step";
import type { AccessKey, Actual, FormerKeys, ObservedUser, PlanContext, RecordHints } from "../types";
import { deleteUnusedKeys } from "./keys";
import { setKey } from "./users";
import { untilSettled } from "./waits";

/**
 * A login that was used this recently at the end of its grace period is still in use: IAM's last-used time lags by
 * hours.
 */
const IN_USE_MS = DAY_MS;

/** How much each extension adds. */
const EXTENSION_MS = DAY_MS;

/** The longest that an inactive key is kept, so that it can be reactivated by hand. */
const MAX_RETIRED_MS = DAY_MS;

/** A user's keys by their role; see {@link FormerKeys}. */
export interface SortedKeys {
  replaced: AccessKey | undefined;
  previous: AccessKey | undefined;
  /** Keys whose secret was lost; the oldest first. */
  unknown: AccessKey[];
}

/** @param current the stored key, or the one just created */
export function sortKeys(user: ObservedUser, current: string | undefined, actual: Actual): SortedKeys {
  const { replaced, previous } = actual.former;
  const others = user.keys.filter(({ id }) => id !== current && id !== actual.unsavedKey);
  const find = (id: string | undefined) => others.find(key => key.id === id);
  // An inactive key was not overwritten while it worked. But IAM may still show it inactive after it was activated.
  const found = find(replaced);
  const isReplaced = found !== undefined && (found.active || actual.mayBeStale);
  const sorted = { replaced: isReplaced ? found : undefined, previous: find(previous?.id) };
  return {
    ...sorted,
    unknown: others
      .filter(key => key !== sorted.replaced && key !== sorted.previous)
      .sort((a, b) => a.createdAt - b.createdAt),
  };
}

/**
 * A record was overwritten, and IAM may still show its key as it was before it was turned on or off: whether it has a grace
 * to get is not known. Nothing can be put off once there is a new secret, which is only in memory.
 */
export function mayBeReplaced(
  { keys }: ObservedUser,
  { mayBeStale, unsavedKey, former: { replaced } }: Actual,
): boolean {
  return mayBeStale && unsavedKey === undefined && keys.some(({ id, active }) => id === replaced && !active);
}

/** A record was overwritten whose login works: a mistake in it does not stop that login. */
export function replacedWorks({ users, former: { replaced } }: Actual): boolean {
  return users.some(({ keys }) => keys.some(({ id, active }) => id === replaced && active));
}

/**
 * Ends the previous login: it works until its grace period is over, which continued use extends up to a maximum; then
 * its key becomes inactive, and a day later it is deleted.
 */
export function planPrevious(
  user: ObservedUser,
  { previous: key }: Pick<SortedKeys, "previous">,
  { mayBeStale, former }: Pick<Actual, "mayBeStale" | "former">,
  context: PlanContext,
): Step[] {
  const { previous } = former;
  if (previous === undefined) return [];
  if (key === undefined) return mayBeStale ? [] : [{ kind: "forgetPrevious" }];
  if (previous.deleteAt !== undefined) {
    if (previous.deleteAt <= context.now)
      return [{ kind: "deleteKey", user: user.name, key: key.id }, { kind: "forgetPrevious" }];
    return key.active && !mayBeStale ? [setKey(user, key.id, false)] : [];
  }
  // It works throughout its grace period, also if the login was stopped in the course of it.
  if (previous.until > context.now) return mayBeStale || !key.active ? [setKey(user, key.id, true)] : [];
  const until = extendedGrace(former, context);
  if (until !== undefined) return [{ kind: "extendGrace", until }];
  const deleteAt = context.now + Math.min(MAX_RETIRED_MS, context.graceMs);
  return [{ kind: "retireKey", user: user.name, key: key.id, deleteAt }];
}

function extendedGrace({ previous, previousUsedAt }: FormerKeys, context: PlanContext): number | undefined {
  if (previous === undefined || previousUsedAt === undefined) return undefined;
  if (previousUsedAt < context.now - IN_USE_MS) return undefined;
  const until = Math.min(context.now + EXTENSION_MS, previous.since + context.maxGraceMs);
  return until > context.now ? until : undefined;
}

/** The same for a user whose record failed while its login keeps working. */
export function planPreviousOf(user: ObservedUser, actual: Actual, context: PlanContext): Step[] {
  const previous = user.keys.find(({ id }) => id === actual.former.previous?.id);
  return previous === undefined ? [] : planPrevious(user, { previous }, actual, context);
}

/**
 * Replaces the stored key, which works, with a new one. A user can have two keys: until the previous one is deleted,
 * the rotation waits.
 */
export function planRotation(
  user: ObservedUser,
  stored: AccessKey,
  keys: SortedKeys,
  actual: Actual,
  context: PlanContext,
): Step[] {
  const removed = deleteUnusedKeys(user.name, keys.unknown, context);
  const wait = keys.replaced !== undefined || isPreviousKept(keys, actual.former, context);
  const due = context.rotationDue && !wait && !removed.some(({ kind }) => kind === "lookAgain");
  // An interrupted rotation: its key exists, and its secret is in memory.
  const { unsavedKey } = actual;
  const begun = unsavedKey !== stored.id && user.keys.some(({ id }) => id === unsavedKey);
  if (due && (begun || !mayHideKeys(actual)))
    return [...removed, { kind: "rotate", user: user.name, key: stored.id }];
  if (due) return [...removed, untilSettled];
  return begun ? [...removed, { kind: "deleteKey", user: user.name, key: unsavedKey! }] : removed;
}

/** Whether IAM may be hiding a second key, which would leave no room for the new one. */
function mayHideKeys({ mayBeStale, mayHaveOrphans }: Actual): boolean {
  return mayBeStale || mayHaveOrphans;
}

function isPreviousKept(
  { previous: key }: SortedKeys,
  { previous }: FormerKeys,
  { now }: PlanContext,
): boolean {
  return key !== undefined && (previous?.deleteAt ?? Infinity) > now;
}

/** Deletes the previous login at once: it never comes back. */
export function endGrace({ users, former: { previous } }: Actual): Step[] {
  if (previous === undefined) return [];
  const owner = users.find(user => user.keys.some(({ id }) => id === previous.id));
  const deleted: Step[] = owner ? [{ kind: "deleteKey", user: owner.name, key: previous.id }] : [];
  return [...deleted, { kind: "forgetPrevious" }];
}

/** Added to the failure of a login that cannot be rotated. */
export const ROTATION_REFUSED = " Until then, the rotation requested in rotate_requested_at is refused.";

/** The failure of a login that cannot be rotated, after somebody requested a rotation. */
export function withRefusal(refusing: Failure, { failure }: RecordHints, context: PlanContext): Failure {
  const message = `${refusing.message}${ROTATION_REFUSED}`;
  return context.rotationRequested || failure?.message === message ? { ...refusing, message } : refusing;
}

/** Whether the failure is about a rotation that is still due, and therefore stays. */
export function isAboutRotation({ failure }: RecordHints, { rotationDue }: PlanContext): boolean {
  return failure?.code === "rotation_failed" && rotationDue;
}
