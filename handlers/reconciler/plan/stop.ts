import type { Failure } from "../failures/catalogue";
import { DENY_POLICY } from "../policy";
import type { Actual, ObservedUser, PlanContext, RecordHints, Step } from "../types";
import { proveNoLogin, reencryptSecret, restoreTags, secureDrifted } from "./drift";
import { ownerOf, publish, removeUsers, setKey, verifyAndPublish } from "./users";
import {
  lookForOrphans,
  observeAgain,
  storedKeyIsHidden,
  untilListed,
  untilProvable,
  untilSettled,
} from "./waits";

/**
 * The login is kept and refused: Deny in place of the policy, keys inactive. Once they are in place `disabled` is
 * written, with what a login showed: it can be tried only with its password, and SMTP or KMS may be down.
 */
export function planDisabled(record: RecordHints, actual: Actual, context: PlanContext): Step[] {
  const changes = actual.users.flatMap(user => suspend(user, actual));
  const owner = ownerOf(actual);
  if (owner === undefined && actual.mayBeStale && !actual.secretUnknown) return [...changes, untilSettled];
  const provable = owner !== undefined || actual.secretUnknown;
  const proved = record.verified === "disabled" || (record.verified === "denied" && !provable);
  const done =
    proved &&
    record.failure === undefined &&
    record.applied === context.digest &&
    !actual.users.some(isEnabled);
  if (done) return [...changes, ...reencryptSecret(actual), ...lookForOrphans(actual)];
  const proof: Step[] = owner
    ? verifyAndPublish("disabled")
    : [
        ...proveNoLogin(actual),
        publish("disabled"),
        ...(actual.secretUnknown ? [untilProvable(context)] : []),
      ];
  return [...changes, ...proof, ...reencryptSecret(actual), ...lookForOrphans(actual)];
}

/** Nothing of ours is left. The last look must find nothing at a time when IAM cannot be hiding anything. */
export function planAbsent(actual: Actual): Step[] {
  if (actual.users.length > 0) {
    const drifted = actual.users.filter(user => user.drift.length > 0);
    const secure = drifted.flatMap(user => suspend(user, actual, true));
    return [...secure, ...removeUsers(actual.users), observeAgain];
  }
  if (actual.mayHaveOrphans) return [untilSettled];
  return actual.userHidden ? [untilListed] : [];
}

/**
 * A failure that will not go away by itself. A login that was verified before is kept and refused, so that the
 * corrected record brings back the same login; anything else is removed. If IAM may be hiding something, another run
 * looks for it, and finds the failure published.
 *
 * @param keep remove nothing, whether it was verified or not
 */
export function planInvalid(
  failure: Failure,
  record: RecordHints,
  actual: Actual,
  keep?: "keep everything",
): Step[] {
  if (storedKeyIsHidden(actual)) return [untilListed];
  const isLogin = ownerOf(actual) !== undefined || actual.secretUnknown;
  const keepAll = keep !== undefined || failure.code === "drifted";
  const keepCredential = (record.verified !== undefined && isLogin) || (keepAll && actual.users.length > 0);
  const undo = keepCredential
    ? actual.users.flatMap(user => suspend(user, actual, true))
    : removeUsers(actual.users);
  const hidden = keepCredential ? actual.mayHaveOrphans : actual.mayBeStale;
  return [...undo, { kind: "publishFailure", failure, keepCredential }, ...(hidden ? [untilSettled] : [])];
}

/**
 * The failure stands. What was not proved to be a working login stays off, or is removed if the record does not have
 * its password; a login that was working when a temporary failure was written is left on.
 */
export function planUnchanged(asked: string, record: RecordHints, actual: Actual): Step[] {
  if (record.verified === "active" && (asked === "pending" || asked === "active")) return [];
  const removed = record.verified === undefined && record.secret === undefined;
  const changes = removed ? removeUsers(actual.users) : actual.users.flatMap(user => suspend(user, actual));
  return [...changes, ...lookForOrphans(actual)];
}

/** Deny first: it also stops what is being sent on open connections. */
export function suspend(
  user: ObservedUser,
  actual: Pick<Actual, "mayBeStale" | "secured">,
  tolerant = false,
): Step[] {
  if (actual.secured) return tolerant ? [] : restoreTags(user);
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
