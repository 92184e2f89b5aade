import { DAY_MS } from "../../../records/rotation";
import type { Failure } from "../failures/catalogue";
import type { AccessKey, Actual, FormerKeys, ObservedUser, PlanContext, RecordHints, Step } from "../types";
import { deleteUnusedKeys } from "./keys";
import { setKey } from "./users";
import { untilSettled } from "./waits";

/** A login that was used in this time before the end of its grace is still in use: last-used lags by hours. */
const IN_USE_MS = DAY_MS;

/** How much longer such a login works each time. */
const EXTENSION_MS = DAY_MS;

/** The longest that an inactive key is kept: until then it can be made active again by hand. */
const MAX_RETIRED_MS = DAY_MS;

/** The keys of a user by what they are: each of them but the last two was handed out. */
export interface SortedKeys {
  replaced: AccessKey | undefined;
  previous: AccessKey | undefined;
  /** Nobody has their secret; the oldest first. */
  unknown: AccessKey[];
}

/** @param current the stored key, or the one just created */
export function sortKeys(user: ObservedUser, current: string | undefined, actual: Actual): SortedKeys {
  const { replaced, previous } = actual.former;
  const others = user.keys.filter(({ id }) => id !== current && id !== actual.unsavedKey);
  const find = (id: string | undefined) => others.find(key => key.id === id);
  // One that was turned off was not overwritten while it worked. What IAM shows may be older than that it was turned on.
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

/** A record was overwritten whose login works: a mistake in it does not stop that login. */
export function replacedWorks({ users, former: { replaced } }: Actual): boolean {
  return users.some(({ keys }) => keys.some(({ id, active }) => id === replaced && active));
}

/**
 * The previous login's way out: it works through its grace, which its use lengthens up to a maximum and nothing shortens;
 * then its key is inactive, and on a later day deleted.
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
  if (previous.until > context.now) return [];
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

/** The same for a user whose record failed while its login goes on working. */
export function planPreviousOf(user: ObservedUser, actual: Actual, context: PlanContext): Step[] {
  const previous = user.keys.find(({ id }) => id === actual.former.previous?.id);
  return previous === undefined ? [] : planPrevious(user, { previous }, actual, context);
}

/**
 * A new key in place of the stored one, which works. A user can have two: during a grace, and until the previous key is
 * deleted, the rotation waits.
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
  // A rotation that was interrupted: its key exists, and its secret is in memory.
  const { unsavedKey } = actual;
  const begun = unsavedKey !== stored.id && user.keys.some(({ id }) => id === unsavedKey);
  if (due && (begun || !mayHideKeys(actual)))
    return [...removed, { kind: "rotate", user: user.name, key: stored.id }];
  if (due) return [...removed, untilSettled];
  return begun ? [...removed, { kind: "deleteKey", user: user.name, key: unsavedKey! }] : removed;
}

/** A second key that IAM does not show yet would take the place of the new one. */
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

/** The previous login does not come back: it is deleted at once. */
export function endGrace({ users, former: { previous } }: Actual): Step[] {
  if (previous === undefined) return [];
  const owner = users.find(user => user.keys.some(({ id }) => id === previous.id));
  const deleted: Step[] = owner ? [{ kind: "deleteKey", user: owner.name, key: previous.id }] : [];
  return [...deleted, { kind: "forgetPrevious" }];
}

/** What the failure of a login that cannot be rotated says in addition. */
export const ROTATION_REFUSED = " Until then, the rotation requested in rotate_requested_at is refused.";

/** The failure of a login that cannot be rotated, once somebody has asked for that. */
export function withRefusal(refusing: Failure, { failure }: RecordHints, context: PlanContext): Failure {
  const message = `${refusing.message}${ROTATION_REFUSED}`;
  return context.rotationRequested || failure?.message === message ? { ...refusing, message } : refusing;
}

/** A failure that stays although nothing else is wrong: the rotation that it is about is still due. */
export function isAboutRotation({ failure }: RecordHints, { rotationDue }: PlanContext): boolean {
  return failure?.code === "rotation_failed" && rotationDue;
}
