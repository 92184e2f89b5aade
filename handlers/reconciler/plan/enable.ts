import type { Failure } from "../failures/catalogue";
import type { Step } from "./step";
import type { AccessKey, Actual, ObservedUser, PlanContext, RecordHints } from "../types";
import { proveNoLogin, reencryptSecret, restoreDrifted } from "./drift";
import { deleteUnusedKeys, MAX_KEYS_PER_USER, removeUnusedUsers } from "./keys";
import { isAboutRotation, mayBeReplaced, planPrevious, planRotation, sortKeys } from "./rotation";
import { newestOf, ownerOf, publish, setKey, unprovenOf, verifyAndPublish } from "./users";
import { lookForOrphans, storedKeyIsHidden, untilListed, untilSettled } from "./waits";

/**
 * A login that works: one user with this policy and one active key whose secret is stored in the record.
 *
 * @param leftOut names the entries that the policy leaves out, on a login that works
 */
export function planEnabled(
  policy: string,
  leftOut: Failure | undefined,
  record: RecordHints,
  actual: Actual,
  context: PlanContext,
): Step[] {
  if (storedKeyIsHidden(actual)) return [untilListed];
  const user = ownerOf(actual) ?? unprovenOf(record, actual) ?? newestOf(actual.users);
  if (user === undefined) {
    return [
      ...proveNoLogin(actual),
      { kind: "createUser" },
      { kind: "putPolicy", user: undefined, policy },
      { kind: "createKey", user: undefined },
      { kind: "saveSecret" },
      ...verifyAndPublish("active", leftOut),
      ...lookForOrphans(actual),
    ];
  }
  const others = actual.users.filter(other => other !== user);
  const putPolicy: Step[] =
    actual.mayBeStale || user.policy !== policy ? [{ kind: "putPolicy", user: user.name, policy }] : [];
  const right = [...restoreDrifted(user, policy), ...putPolicy];
  // A key of this user is stored, under a KMS key that is not in the settings: its password must not be replaced.
  const unreadable =
    actual.secretKey === "unknown" && user.keys.some(key => key.id === record.secret?.accessKeyId);
  if (unreadable && actual.unsavedKey === undefined) return [...right, { kind: "rejectUnknownKey" }];
  const unproven = unprovenOf(record, actual);
  if (unproven === user && !context.rotationDue)
    return [...right, ...keepUnproven(user, leftOut, record, actual, context), ...lookForOrphans(actual)];
  if (mayBeReplaced(user, actual)) return [...right, untilSettled];
  const stored = user.keys.find(key => key.id === actual.storedKey);
  const secret =
    stored === undefined
      ? storeNewSecret(user, leftOut, actual, context)
      : keepStored(user, stored, leftOut, record, actual, context);
  // IAM may not list every key that exists beside the new one yet.
  const again = stored === undefined && actual.mayBeStale ? [untilSettled] : lookForOrphans(actual);
  return [...right, ...proveNoLogin(actual), ...secret, ...removeUnusedUsers(others, context), ...again];
}

/** A login whose password nobody here has: it works as it is, and gets a password with its next rotation. */
function keepUnproven(
  user: ObservedUser,
  leftOut: Failure | undefined,
  { status, failure, applied, unprovenKey }: RecordHints,
  actual: Actual,
  context: PlanContext,
): Step[] {
  const key = user.keys.find(({ id }) => id === unprovenKey);
  const done = status === "active" && applied === context.digest && failure?.message === leftOut?.message;
  return [
    ...(key !== undefined && (actual.mayBeStale || !key.active) ? [setKey(user, key.id, true)] : []),
    ...(done ? [] : [{ ...publish("active", leftOut), unproved: true as const }]),
  ];
}

/** Keeps the stored key working, and rotates or removes the user's other keys. */
function keepStored(
  user: ObservedUser,
  stored: AccessKey,
  leftOut: Failure | undefined,
  record: RecordHints,
  actual: Actual,
  context: PlanContext,
): Step[] {
  const keys = sortKeys(user, stored.id, actual);
  const rotation = planRotation(user, stored, keys, actual, context);
  const rotates = rotation.some(({ kind }) => kind === "rotate");
  return [
    ...(actual.mayBeStale || !stored.active ? [setKey(user, stored.id, true)] : []),
    ...publishActive(record, stored.active, leftOut, keys.replaced?.id, context),
    ...(rotates ? [] : reencryptSecret(actual)),
    ...planPrevious(user, keys, actual, context),
    ...rotation,
  ];
}

function publishActive(
  record: RecordHints,
  keyWasActive: boolean,
  leftOut: Failure | undefined,
  replaced: string | undefined,
  context: PlanContext,
): Step[] {
  const { status, verified, failure, applied } = record;
  const stays = leftOut === undefined && isAboutRotation(record, context);
  const cured = failure !== undefined && leftOut === undefined && !stays;
  if (status !== "active" || verified !== "active" || !keyWasActive || cured)
    return verifyAndPublish("active", leftOut, replaced);
  const same = applied === context.digest && (stays || failure?.message === leftOut?.message);
  return same && replaced === undefined ? [] : [publish("active", leftOut, replaced)];
}

/**
 * Creates a key and stores its secret. A key that was overwritten gets a grace period. A user can have two keys: keys
 * whose secret was lost make room first, then the one in its grace period.
 */
function storeNewSecret(
  user: ObservedUser,
  leftOut: Failure | undefined,
  actual: Actual,
  context: PlanContext,
): Step[] {
  const { replaced, previous, unknown } = sortKeys(user, undefined, actual);
  const store: Step[] = [{ kind: "saveSecret" }, ...verifyAndPublish("active", leftOut, replaced?.id)];
  const remove = (keys: readonly AccessKey[]) => deleteUnusedKeys(user.name, keys, context);
  const isCreated = user.keys.some(({ id }) => id === actual.unsavedKey);
  if (isCreated) return [...store, ...remove(unknown)];

  const createKey: Step = { kind: "createKey", user: user.name };
  if (user.keys.length < MAX_KEYS_PER_USER) return [createKey, ...store, ...remove(unknown)];
  const makeRoom: Step[] =
    unknown.length > 0 || previous === undefined
      ? remove(unknown.slice(0, 1))
      : [{ kind: "forgetPrevious" }, { kind: "deleteKey", user: user.name, key: previous.id }];
  if (makeRoom.some(({ kind }) => kind === "lookAgain")) return makeRoom;
  return [...makeRoom, createKey, ...store, ...remove(unknown.slice(1))];
}
