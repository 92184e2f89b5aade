import { type Failure, failure } from "../failures/catalogue";
import { DENY_POLICY } from "../policy";
import type { Step } from "./step";
import type { Actual, ObservedUser, PlanContext, RecordHints } from "../types";
import { proveNoLogin, reencryptSecret, restoreTags, secureDrifted } from "./drift";
import { endGrace, planPreviousOf, withRefusal } from "./rotation";
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
 * The login is kept and refused: Deny in place of the policy, keys inactive. Once they are in place, `disabled` is
 * written, with the result of a login attempt: trying it needs the password, and SMTP or KMS may be down. A grace
 * period ends.
 */
export function planDisabled(
  reason: Failure | undefined,
  record: RecordHints,
  actual: Actual,
  context: PlanContext,
): Step[] {
  const changes = [...actual.users.flatMap(user => suspend(user, actual)), ...endGrace(actual)];
  const why = reason ?? refusedRotation(record, context);
  const owner = ownerOf(actual);
  if (owner === undefined && actual.mayBeStale && !actual.secretUnknown) return [...changes, untilSettled];
  const provable = owner !== undefined || actual.secretUnknown;
  const proved = record.verified === "disabled" || (record.verified === "denied" && !provable);
  const done =
    record.status === "disabled" &&
    proved &&
    record.failure?.message === why?.message &&
    !context.rotationRequested &&
    record.applied === context.digest &&
    !actual.users.some(isEnabled);
  if (done) return [...changes, ...reencryptSecret(actual), ...lookForOrphans(actual)];
  const proof: Step[] = owner
    ? verifyAndPublish("disabled", why)
    : [
        ...proveNoLogin(actual),
        publish("disabled", why),
        ...(actual.secretUnknown ? [untilProvable(context)] : []),
      ];
  return [...changes, ...proof, ...reencryptSecret(actual), ...lookForOrphans(actual)];
}

/** The failure after somebody requested a new password; it stays until the record asks for something else. */
function refusedRotation(
  { failure: current, applied }: RecordHints,
  { rotationRequested, digest }: PlanContext,
): Failure | undefined {
  const before = current?.code === "rotation_refused" && applied === digest;
  if (!rotationRequested && !before) return undefined;
  return failure(
    "rotation_refused",
    "rotate_requested_at requests a new password, but the login is disabled",
  );
}

/** Nothing of ours is left. The last check must find nothing at a time when IAM cannot be hiding anything. */
export function planAbsent(actual: Actual): Step[] {
  if (actual.users.length > 0) {
    const drifted = actual.users.filter(user => user.drift.length > 0);
    const secure = drifted.flatMap(user => suspend(user, actual, true));
    return [...secure, ...removeUsers(actual.users), observeAgain];
  }
  if (actual.mayHaveOrphans) return [untilSettled];
  if (actual.userHidden) return [untilListed];
  // The look after that forgets the lease.
  return actual.mayBeStale ? [untilSettled] : [];
}

/**
 * A failure that will not go away by itself. A login that was verified before is kept and refused, so that the
 * corrected record brings back the same login; anything else is removed. If IAM may be hiding something, another run
 * checks for it after the failure is published.
 *
 * @param keep remove nothing, whether it was verified or not
 */
export function planInvalid(
  failure: Failure,
  record: RecordHints,
  actual: Actual,
  context: PlanContext,
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
  const published = withRefusal(failure, record, context);
  return [
    ...undo,
    { kind: "publishFailure", failure: published, keepCredential },
    ...(hidden ? [untilSettled] : []),
  ];
}

/**
 * The failure stands. What was not proved to be a working login stays off, or is removed if the record does not have
 * its password; a login that was working when a temporary failure was written is left on.
 */
export function planUnchanged(
  asked: string,
  record: RecordHints,
  actual: Actual,
  context: PlanContext,
): Step[] {
  const refused: Step[] = context.rotationRequested ? [{ kind: "refuseRotation" }] : [];
  if (record.verified === "active" && (asked === "pending" || asked === "active"))
    return [...refused, ...actual.users.flatMap(user => planPreviousOf(user, actual, context))];
  const removed = record.verified === undefined && record.secret === undefined;
  const changes = removed ? removeUsers(actual.users) : actual.users.flatMap(user => suspend(user, actual));
  return [...changes, ...refused, ...lookForOrphans(actual)];
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
