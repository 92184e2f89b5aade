import type { Failure } from "../failures/catalogue";
import { DENY_POLICY } from "../policy";
import type { Actual, ObservedUser, RecordHints, Step } from "../types";
import { proveNoLogin, reencryptSecret, secureDrifted } from "./drift";
import { ownerOf, removeUsers, setKey, verifyAndPublish } from "./users";
import { lookForOrphans, observeAgain, storedKeyIsHidden, untilListed, untilSettled } from "./waits";

/** The login is kept and refused: Deny in place of the policy, keys inactive. */
export function planDisabled(record: RecordHints, actual: Actual): Step[] {
  const changes = actual.users.flatMap(user => suspend(user, actual));
  const owner = ownerOf(actual);
  if (owner === undefined && actual.mayBeStale) return [...changes, untilSettled];
  const done = record.verified === "disabled" && !record.failed && !actual.users.some(isEnabled);
  // A login cannot be tried without its password; then IAM's word that the keys are inactive has to be enough.
  const publish: Step[] = owner
    ? verifyAndPublish("disabled")
    : [...proveNoLogin(actual), { kind: "publish", status: "disabled" }];
  return [...changes, ...(done ? [] : publish), ...reencryptSecret(actual), ...lookForOrphans(actual)];
}

/** Nothing of ours is left. The last look must find nothing at a time when IAM cannot be hiding anything. */
export function planAbsent(actual: Actual): Step[] {
  const drifted = actual.users.filter(user => user.drift.length > 0);
  if (actual.users.length > 0) {
    const secure = drifted.flatMap(user => secureDrifted(user, true));
    return [...secure, ...removeUsers(actual.users), observeAgain];
  }
  if (actual.mayHaveOrphans) return [untilSettled];
  return actual.userHidden ? [untilListed] : [];
}

/**
 * A failure that will not go away by itself. A login that was verified before is kept and refused, so that the
 * corrected record brings back the same login; anything else is removed. Nobody looks again after the failure is
 * published, so it is published only when IAM cannot be hiding anything.
 */
export function planInvalid(failure: Failure, record: RecordHints, actual: Actual): Step[] {
  if (storedKeyIsHidden(actual)) return [untilListed];
  const verified = record.verified !== undefined && ownerOf(actual) !== undefined;
  const keepCredential = verified || (failure.code === "drifted" && actual.users.length > 0);
  const undo = keepCredential
    ? actual.users.flatMap(user => suspend(user, actual, true))
    : removeUsers(actual.users);
  if (keepCredential ? actual.mayHaveOrphans : actual.mayBeStale) return [...undo, untilSettled];
  return [...undo, { kind: "publishFailure", failure, keepCredential }];
}

/** Deny first: it also stops what is being sent on open connections. */
function suspend(user: ObservedUser, actual: Actual, tolerant = false): Step[] {
  if (user.drift.length > 0) return secureDrifted(user, tolerant);
  const deny: Step[] =
    actual.mayBeStale || user.policy !== DENY_POLICY
      ? [{ kind: "putPolicy", user: user.name, policy: DENY_POLICY }]
      : [];
  const keys = user.keys.filter(key => actual.mayBeStale || key.active);
  return [...deny, ...keys.map(key => setKey(user, key.id, false))];
}

/** Whether a user can still log in or send. */
function isEnabled(user: ObservedUser): boolean {
  return user.policy !== DENY_POLICY || user.keys.some(key => key.active);
}
