import type { Failure } from "../failures/catalogue";
import type { Actual, ObservedUser, PlanContext, RecordHints, Step } from "../types";
import { proveNoLogin, reencryptSecret, restoreDrifted } from "./drift";
import { deleteUnusedKeys, keysExcept, MAX_KEYS_PER_USER, removeUnusedUsers } from "./keys";
import { newestOf, ownerOf, publish, setKey, verifyAndPublish } from "./users";
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
  const user = ownerOf(actual) ?? newestOf(actual.users);
  if (user === undefined) {
    return [
      ...proveNoLogin(actual),
      { kind: "createUser" },
      { kind: "putPolicy", user: undefined, policy },
      { kind: "createKey", user: undefined },
      { kind: "saveSecret" },
      ...verifyAndPublish("active"),
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
  const stored = user.keys.find(key => key.id === actual.storedKey);
  const secret =
    stored === undefined
      ? storeNewSecret(user, actual, context)
      : [
          ...(actual.mayBeStale || !stored.active ? [setKey(user, stored.id, true)] : []),
          ...publishActive(record, stored.active, leftOut, context),
          ...reencryptSecret(actual),
          ...deleteUnusedKeys(user.name, keysExcept(user, stored.id), context),
        ];
  // IAM may not list every key that exists beside the new one yet.
  const again = stored === undefined && actual.mayBeStale ? [untilSettled] : lookForOrphans(actual);
  return [...right, ...proveNoLogin(actual), ...secret, ...removeUnusedUsers(others, context), ...again];
}

function publishActive(
  record: RecordHints,
  keyWasActive: boolean,
  leftOut: Failure | undefined,
  { digest }: PlanContext,
): Step[] {
  const { status, verified, failure, applied } = record;
  const cured = failure !== undefined && leftOut === undefined;
  if (status !== "active" || verified !== "active" || !keyWasActive || cured)
    return verifyAndPublish("active", leftOut);
  return applied === digest && failure?.message === leftOut?.message ? [] : [publish("active", leftOut)];
}

/** A key whose secret is stored, in place of those whose secret is lost. */
function storeNewSecret(user: ObservedUser, actual: Actual, context: PlanContext): Step[] {
  const store: Step[] = [{ kind: "saveSecret" }, ...verifyAndPublish("active")];
  const lost = keysExcept(user, actual.unsavedKey).sort((a, b) => a.createdAt - b.createdAt);
  if (lost.length < user.keys.length) return [...store, ...deleteUnusedKeys(user.name, lost, context)];

  const createKey: Step = { kind: "createKey", user: user.name };
  if (lost.length < MAX_KEYS_PER_USER)
    return [createKey, ...store, ...deleteUnusedKeys(user.name, lost, context)];
  const makeRoom = deleteUnusedKeys(user.name, lost.slice(0, 1), context);
  if (makeRoom.some(step => step.kind === "lookAgain")) return makeRoom;
  return [...makeRoom, createKey, ...store, ...deleteUnusedKeys(user.name, lost.slice(1), context)];
}
