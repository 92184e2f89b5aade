import { DENY_POLICY, senderPolicy } from "../policy";
import type { Actual, Failure, ObservedUser, RecordHints, Step, DesiredState } from "../types";

/** What the plan needs to know of its surroundings. */
export interface PlanContext {
  /** Milliseconds since 1970. */
  now: number;
  /** A key younger than this may still be on its way into the record. */
  leaseMs: number;
  /** How long this reconciliation has waited since it last changed anything, by a clock that does not step. */
  msSinceChange: number;
  sendingResources: readonly string[];
}

/**
 * How long after our last change IAM is not taken at its word. AWS gives no number ("changes … might not be
 * visible immediately", https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html); seconds are usual.
 */
export const SETTLE_MS = 30_000;

/** How long to wait before looking again for a key that the record holds and IAM does not list yet. */
const UNLISTED_KEY_PAUSE_MS = 2_000;

/** IAM's limit, inactive ones included: IAM quotas page. */
const MAX_KEYS_PER_USER = 2;

/**
 * The steps that make the actual state the wished one, in order; none when nothing is to be done.
 * Every prefix of them is safe to stop after: run again, the plan goes on from there.
 */
export function plan(wish: DesiredState, record: RecordHints, actual: Actual, context: PlanContext): Step[] {
  switch (wish.kind) {
    case "gone":
      return remove(actual);
    case "rest":
      return [];
    case "refused":
      return fail(wish.failure, record, actual);
    case "off":
      return turnOff(record, actual);
    case "on":
      return turnOn(senderPolicy(wish.patterns, context.sendingResources), record, actual, context);
  }
}

/** Nothing is called gone before a look has found nothing, and nothing can be hidden. */
function remove(actual: Actual): Step[] {
  if (actual.users.length > 0) return [...removeUsers(actual.users), lookOnceMore];
  if (actual.mayHaveOrphans) return [untilSettled];
  return actual.userHidden ? [untilListed] : [];
}

/**
 * A fault that will not go away by itself. A login that has been proved is kept and refused, so that the
 * mended record brings the same login back; anything else is removed. After the verdict nobody looks again:
 * it is written when nothing can be hidden any more.
 */
function fail(fault: Failure, record: RecordHints, actual: Actual): Step[] {
  if (storedKeyIsHidden(actual)) return [untilListed];
  const keepCredential = record.verified !== undefined && ownerOf(actual) !== undefined;
  const undo = keepCredential
    ? actual.users.flatMap(user => suspend(user, actual))
    : removeUsers(actual.users);
  if (keepCredential ? actual.mayHaveOrphans : actual.mayBeStale) return [...undo, untilSettled];
  return [...undo, { kind: "publishFailure", failure, keepCredential }];
}

function turnOn(policy: string, record: RecordHints, actual: Actual, context: PlanContext): Step[] {
  if (storedKeyIsHidden(actual)) return [untilListed];
  const user = ownerOf(actual) ?? newest(actual.users);
  if (user === undefined) {
    return [
      { kind: "createUser" },
      { kind: "putPolicy", user: undefined, policy },
      { kind: "createKey", user: undefined },
      { kind: "saveSecret" },
      ...proveAndPublish("active"),
      ...lookAgain(actual),
    ];
  }
  const others = actual.users.filter(other => other !== user);
  const putPolicy: Step[] =
    actual.mayBeStale || user.policy !== policy ? [{ kind: "putPolicy", user: user.name, policy }] : [];
  const stored = user.keys.find(key => key.id === actual.storedKey);
  const secret =
    stored === undefined
      ? newSecret(user, actual, context)
      : [
          ...(actual.mayBeStale || !stored.active ? [setKey(user, stored.id, true)] : []),
          ...publishOn(record, stored.active, user.policy === policy),
          ...tidyKeys(user.name, keysBut(user, stored.id), context),
        ];
  // A key beside which a new one is made may not be listed yet.
  const again = stored === undefined && actual.mayBeStale ? [untilSettled] : lookAgain(actual);
  return [...putPolicy, ...secret, ...tidyUsers(others, context), ...again];
}

function publishOn(record: RecordHints, keyWasActive: boolean, policyWasRight: boolean): Step[] {
  const proved = record.status === "active" && record.verified === "active" && !record.failed;
  if (!proved || !keyWasActive) return proveAndPublish("active");
  return policyWasRight ? [] : [{ kind: "publish", status: "active" }];
}

/** A key whose secret is stored, in place of those whose secret is lost. */
function newSecret(user: ObservedUser, actual: Actual, context: PlanContext): Step[] {
  const store: Step[] = [{ kind: "saveSecret" }, ...proveAndPublish("active")];
  const lost = keysBut(user, actual.unsavedKey).sort((a, b) => a.createdAt - b.createdAt);
  if (lost.length < user.keys.length) return [...store, ...tidyKeys(user.name, lost, context)];

  const createKey: Step = { kind: "createKey", user: user.name };
  if (lost.length < MAX_KEYS_PER_USER) return [createKey, ...store, ...tidyKeys(user.name, lost, context)];
  const makeRoom = tidyKeys(user.name, lost.slice(0, 1), context);
  if (makeRoom.some(step => step.kind === "wait")) return makeRoom;
  return [...makeRoom, createKey, ...store, ...tidyKeys(user.name, lost.slice(1), context)];
}

function turnOff(record: RecordHints, actual: Actual): Step[] {
  const changes = actual.users.flatMap(user => suspend(user, actual));
  const owner = ownerOf(actual);
  if (owner === undefined && actual.mayBeStale) return [...changes, untilSettled];
  const done = record.verified === "disabled" && !record.failed && !actual.users.some(isOn);
  // Without its password a login cannot be tried; then IAM's word that the keys are inactive has to do.
  const publish: Step[] = owner ? proveAndPublish("disabled") : [{ kind: "publish", status: "disabled" }];
  return [...changes, ...(done ? [] : publish), ...lookAgain(actual)];
}

/** Deny first: it stops what is being sent on open connections too. */
function suspend(user: ObservedUser, actual: Actual): Step[] {
  const deny: Step[] =
    actual.mayBeStale || user.policy !== DENY_POLICY
      ? [{ kind: "putPolicy", user: user.name, policy: DENY_POLICY }]
      : [];
  const keys = user.keys.filter(key => actual.mayBeStale || key.active);
  return [...deny, ...keys.map(key => setKey(user, key.id, false))];
}

function isOn(user: ObservedUser): boolean {
  return user.policy !== DENY_POLICY || user.keys.some(key => key.active);
}

function setKey(user: ObservedUser, key: string, active: boolean): Step {
  return { kind: "setKey", user: user.name, key, active };
}

function proveAndPublish(status: "active" | "disabled"): Step[] {
  return [
    { kind: "verifyLogin", login: status === "active" ? "accepted" : "refused" },
    { kind: "publish", status },
  ];
}

/** Deletes keys whose secret nobody holds; one that is younger than a lease may be just being stored. */
function tidyKeys(user: string, keys: ObservedUser["keys"], context: PlanContext): Step[] {
  const young = keys.map(key => remaining(key, context)).filter(milliseconds => milliseconds > 0);
  const old = keys.filter(key => remaining(key, context) <= 0);
  return [
    ...old.map((key): Step => ({ kind: "deleteKey", user, key: key.id })),
    ...waitFor(young, "a key without a stored secret is younger than a lease"),
  ];
}

function tidyUsers(users: readonly ObservedUser[], context: PlanContext): Step[] {
  const young = users.flatMap(user => user.keys.map(key => remaining(key, context))).filter(ms => ms > 0);
  return young.length > 0
    ? waitFor(young, "a second user has a key younger than a lease")
    : removeUsers(users);
}

/** IAM's clock and ours may differ: having waited a whole lease ourselves is enough. */
function remaining(key: { createdAt: number }, context: PlanContext): number {
  return Math.min(key.createdAt + context.leaseMs - context.now, context.leaseMs - context.msSinceChange);
}

function waitFor(pauses: readonly number[], reason: string): Step[] {
  return pauses.length === 0 ? [] : [{ kind: "wait", milliseconds: Math.max(...pauses), reason }];
}

function removeUsers(users: readonly ObservedUser[]): Step[] {
  return users.map(user => ({ kind: "removeUser", user: user.name }));
}

/** The record's secret is good, and IAM does not list its key yet. */
function storedKeyIsHidden(actual: Actual): boolean {
  const { storedKey, unsavedKey, mayBeStale } = actual;
  return mayBeStale && storedKey !== undefined && unsavedKey === undefined && ownerOf(actual) === undefined;
}

const untilListed: Step = {
  kind: "wait",
  milliseconds: UNLISTED_KEY_PAUSE_MS,
  reason: "IAM does not list yet what was made",
};

const lookOnceMore: Step = { kind: "wait", milliseconds: 0, reason: "whether all of it is gone" };

const untilSettled: Step = {
  kind: "wait",
  milliseconds: SETTLE_MS,
  reason: "IAM may not list yet what was made last",
};

/** When the login works already: what is in doubt is looked for once IAM has settled. */
function lookAgain(actual: Actual): Step[] {
  return actual.mayHaveOrphans ? [untilSettled] : [];
}

function ownerOf(actual: Actual): ObservedUser | undefined {
  return actual.users.find(user => user.keys.some(key => key.id === actual.storedKey));
}

function keysBut(user: ObservedUser, id: string | undefined): ObservedUser["keys"][number][] {
  return user.keys.filter(key => key.id !== id);
}

function newest(users: readonly ObservedUser[]): ObservedUser | undefined {
  return [...users].sort((a, b) => b.createdAt - a.createdAt)[0];
}
