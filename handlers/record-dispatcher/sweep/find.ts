import { abandonedSelfTest } from "../../../records/self-test";
import { unmanagedLogin } from "../../../records/unmanaged";
import {
  DAY_MS,
  isRotationDue,
  type RotationSettings,
  scheduledRotationAt,
  spreadMs,
} from "../../../records/rotation";
import type { ReadRecord } from "../../reconciler/adapters/record-versions";
import { type LeaseHandover, readHandover } from "../../reconciler/lease/handover";
import { isHeldBy, type LeaseItem } from "../../reconciler/lease/item";
import { noticesDue } from "../../reconciler/notices/due";
import { unsaid } from "../../reconciler/notices/memory";
import type { NoticeKind } from "../../reconciler/notices/notice";
import { isCompromised, readDesiredState, readHints } from "../../reconciler/record";
import { type SenderRules, stopsLogin } from "../../reconciler/types";
import type { Finding } from "./finding";
import { inspect, isApplied, type Inspected } from "./inspect";
import { ofUnmanaged } from "./find-unmanaged";

/** A user below the stack's path. */
export interface ListedUser {
  /** From its path; any string. */
  username: string;
  name: string;
  /** Whether its name is one that the manager gives. */
  ours: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** What a sweep has read. */
export interface Swept {
  records: readonly ReadRecord[];
  users: readonly ListedUser[];
  /** Lease items, by username. */
  leases: ReadonlyMap<string, LeaseItem>;
  /** The users that were checked in this sweep. */
  inspected: readonly Inspected[];
}

export interface SweepSettings {
  rules: SenderRules;
  rotation: RotationSettings;
}

/** A check may be this late before it counts as missed: Scheduler retries, and the manager may be busy. */
const LATE_MS = 10 * 60_000;

/**
 * Younger users and keys are ignored: the run that creates them may still be at work, and its lease may have been read
 * before.
 */
const YOUNG_MS = 60_000;

/** This many users without a record, if they are a quarter of all users, are not removed without consent. */
const MIN_MASS = 10;
const MASS_SHARE = 0.25;

/**
 * Everything that is wrong and is not being worked on. Pure: the same input gives the same findings.
 *
 * @param now milliseconds since 1970
 */
export function findings(swept: Swept, settings: SweepSettings, now: number): Finding[] {
  const records = new Map(swept.records.map(record => [record.username, record]));
  const withUser = new Set(swept.users.filter(({ ours }) => ours).map(({ username }) => username));
  return [
    ...orphans(swept, records, now),
    ...swept.records.flatMap(record => ofRecord(record, withUser.has(record.username), swept, settings, now)),
    ...leftLeases(swept, records, withUser, now),
    ...swept.inspected.flatMap(each => inspectOne(each, records.get(each.username), swept, settings, now)),
  ];
}

function orphans(swept: Swept, records: ReadonlyMap<string, ReadRecord>, now: number): Finding[] {
  const foreign = swept.users.filter(({ ours }) => !ours);
  const without = swept.users.filter(
    ({ username, ours, createdAt }) =>
      ours &&
      !records.has(username) &&
      now - createdAt > YOUNG_MS &&
      !isBusy(leaseOf(username, swept, now), now),
  );
  const isMass = without.length >= MIN_MASS && without.length >= swept.users.length * MASS_SHARE;
  return [
    ...without.map(({ username, name }): Finding => {
      const kind = isMass ? "mass_removal" : "user_without_record";
      return { kind, username, detail: `IAM user ${name}`, stops: true };
    }),
    ...foreign.map(({ username, name }): Finding => ({
      kind: "foreign_user",
      username,
      detail: `IAM user ${name}`,
    })),
  ];
}

function ofRecord(
  record: ReadRecord,
  hasUser: boolean,
  swept: Swept,
  settings: SweepSettings,
  now: number,
): Finding[] {
  const { username, attributes } = record;
  const selfTest = abandonedSelfTest(username, attributes.description, now);
  if (selfTest !== undefined)
    return [{ kind: "self_test_left", username, detail: String(attributes.description), stops: true }];
  const lease = leaseOf(username, swept, now);
  const desired = readDesiredState(username, record, settings.rules, now);
  if (unmanagedLogin(attributes) !== undefined) return ofUnmanaged(record, lease, stopsLogin(desired), now);
  const found: Finding[] = [...lateLooks(username, lease, swept.leases.get(username), now)];
  if (isBusy(lease, now)) return found;
  const { status, failure, verified } = readHints(attributes);
  const stops = stopsLogin(desired) || isCompromised(record);
  const add = (kind: Finding["kind"], detail: string, more: Partial<Finding> = {}) =>
    found.push({ kind, username, detail, ...(stops && { stops: true as const }), ...more });
  if (status === "failed" && desired.kind === "unchanged" && !isCompromised(record)) {
    add("failed_record", failure?.code ?? "");
    return found;
  }
  if (status === "active" && !hasUser && !stops) add("active_without_user", "status is active");
  if (desired.kind === "disabled" && status === "active") add("ended", "valid_until has passed");
  else if (status === "pending" || isCompromised(record) || !isApplied(record, settings.rules))
    add("not_applied", `status is ${status ?? "missing"}`);
  // Somebody wrote it by hand: only the manager knows what it has proved.
  else if (status === "disabled" && verified !== "disabled" && verified !== "denied")
    add("not_applied", `verified_status is ${verified ?? "missing"}`);
  // An earlier version did not note them, and what the login sends is not judged before.
  else if (desired.kind === "enabled" && lease?.senders === undefined)
    add("not_applied", "its senders are not noted");
  if (desired.kind === "enabled" && status === "active" && lease?.previous === undefined) {
    const at = rotationAt(username, record, settings, now);
    if (at !== undefined) add("rotation_due", new Date(at).toISOString(), { at });
  }
  const [notice] = noticesAhead(record, lease, settings, now);
  if (notice !== undefined) add("notice_due", notice);
  return found;
}

/** Notices that are due before an event and were not sent. The manager asks whether a previous password is in use. */
function noticesAhead(
  record: ReadRecord,
  lease: LeaseHandover | undefined,
  { rotation }: SweepSettings,
  now: number,
): string[] {
  const previous = lease?.previous;
  const facts = { username: record.username, record, compromised: false, previous, previousUsedAt: now };
  const due = noticesDue(facts, rotation, now).filter(({ audience }) => audience === "administrators");
  return unsaid(due, lease?.said ?? new Map(), now)
    .map(({ notice }) => notice.kind)
    .filter(kind => AHEAD.includes(kind));
}

/** The run that causes any other notice sends it. */
const AHEAD: readonly NoticeKind[] = ["ending", "old_login_in_use", "rotation_ahead"];

/** The time of a rotation within the next day. Overdue rotations are spread over the day too. */
function rotationAt(
  username: string,
  { attributes }: ReadRecord,
  { rotation }: SweepSettings,
  now: number,
): number | undefined {
  if (isRotationDue(username, attributes, rotation, now)) return now + spreadMs(username);
  const at = scheduledRotationAt(username, attributes, rotation, now);
  return at !== undefined && at <= now + DAY_MS ? at : undefined;
}

/**
 * Leases of usernames without a record: what a run left behind when the record was removed. A lease that names a key has no
 * TTL, so the manager ends it, once no user is left: before that, the user is what is found.
 */
function leftLeases(
  swept: Swept,
  records: ReadonlyMap<string, ReadRecord>,
  withUser: ReadonlySet<string>,
  now: number,
): Finding[] {
  return [...swept.leases]
    .filter(([username]) => !records.has(username))
    .flatMap(([username, item]): Finding[] => {
      const lease = readHandover(item, username, now);
      const late = lateLooks(username, lease, item, now);
      const isLeft = late.length === 0 && !withUser.has(username) && isAtRest(item, lease, now);
      if (isLeft) late.push({ kind: "not_applied", username, detail: "its record is gone" });
      return late.map(finding => ({ ...finding, stops: true as const }));
    });
}

/** Nobody holds it, and no check is booked or a moment late. */
function isAtRest(item: LeaseItem, { lookAgainAt }: LeaseHandover, now: number): boolean {
  return !isHeldBy(item, item.holder?.S, now) && (lookAgainAt === undefined || lookAgainAt + LATE_MS < now);
}

function lateLooks(
  username: string,
  lease: LeaseHandover | undefined,
  item: LeaseItem | undefined,
  now: number,
): Finding[] {
  if (lease === undefined || item === undefined || isHeldBy(item, item.holder?.S, now)) return [];
  const { lookAgainAt, previous, abandoned } = lease;
  const found: Finding[] = [];
  const since = (time: number) => `since ${new Date(time).toISOString()}`;
  if (abandoned) found.push({ kind: "abandoned_lease", username, detail: "its holder has died" });
  if (lookAgainAt !== undefined && lookAgainAt + LATE_MS < now)
    found.push({ kind: "missed_wake_up", username, detail: since(lookAgainAt) });
  const ended = previous?.deleteAt ?? previous?.until;
  if (ended !== undefined && ended + LATE_MS < now && (lookAgainAt === undefined || lookAgainAt <= now))
    found.push({ kind: "expired_grace", username, detail: since(ended) });
  return found;
}

function inspectOne(
  inspected: Inspected,
  record: ReadRecord | undefined,
  swept: Swept,
  settings: SweepSettings,
  now: number,
): Finding[] {
  const { rules } = settings;
  const lease = leaseOf(inspected.username, swept, now);
  if (record === undefined || unmanagedLogin(record.attributes) !== undefined || isBusy(lease, now))
    return [];
  const desired = readDesiredState(inspected.username, record, rules, now);
  const applied = isApplied(record, settings.rules);
  return inspect(inspected, { record, desired, applied, lease, rules, youngerThan: now - YOUNG_MS });
}

function leaseOf(username: string, { leases }: Swept, now: number): LeaseHandover | undefined {
  const item = leases.get(username);
  return item && readHandover(item, username, now);
}

/** A run is working on it, has died a moment ago, or is booked. */
function isBusy(lease: LeaseHandover | undefined, now: number): boolean {
  if (lease === undefined) return false;
  return lease.abandoned || (lease.lookAgainAt !== undefined && lease.lookAgainAt > now);
}
