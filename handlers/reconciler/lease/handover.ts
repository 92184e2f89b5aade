import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { UnmanagedLogin } from "../../../records/unmanaged";
import { isUserNameOf } from "../../shared/iam-names";
import { readSenderHistory, senderAttributes, type SenderHistory } from "../../shared/sender-history";
import type { PreviousKey } from "../types";
import { type LeaseItem, MAX_LEASE_AHEAD_MS, seconds, timeOf } from "./item";
import { readSaid, type Said, saidAttribute } from "./said";

/** No check is ever due later than this, so we did not write a later time. */
const MAX_LOOK_AHEAD_MS = 7 * 24 * 60 * 60 * 1000;

/** Far longer than the seconds in which a handover is of use. */
const HANDOVER_KEPT_MS = 24 * 60 * 60 * 1000;

/** How long it is kept after something was said about a login that has no keys: until then it is not said again. */
const SAID_KEPT_MS = 30 * HANDOVER_KEPT_MS;

/** How long the item is kept after a check is due: the daily sweep finds it there if its wake-up was lost. */
const LOOK_KEPT_MS = 7 * HANDOVER_KEPT_MS;

/** What the lease item keeps about a login, whatever somebody writes to its record. */
export interface LoginKeys {
  /** The access key that was published last. */
  currentKey: string | undefined;
  previous: PreviousKey | undefined;
  /** The login was reported as compromised, and its users are not all removed yet. */
  compromised: boolean;
  /** The login of another system that the record was about: when the record is gone, nothing else names it. */
  unmanaged: UnmanagedLogin | undefined;
}

/** What a holder leaves to the next one. */
export interface LeaseHandover extends LoginKeys {
  /** What people were told about the login. */
  said: Said;
  /** The senders that IAM lets it use, and let it use before; undefined if no run has noted them yet. */
  senders: SenderHistory | undefined;
  /** The user that was created, or was about to be: IAM may not list it yet. */
  userName: string | undefined;
  /** When IAM was last changed, in milliseconds since 1970. */
  changedAt: number | undefined;
  /** When to check again, in milliseconds since 1970; it may have passed. */
  lookAgainAt: number | undefined;
  /** The last holder did not finish. */
  abandoned: boolean;
}

/** What a holder knows at its end. */
export type HolderResult = Omit<LeaseHandover, "abandoned">;

/** Reads what a lease item hands over. Anybody who can write to the table may have written it: nothing is trusted. */
export function readHandover(item: LeaseItem, username: string, now: number): LeaseHandover {
  const userName = item.user_name?.S;
  const lookAgainAt = timeOf(item.look_again_at, 1_000);
  return {
    userName: userName !== undefined && isUserNameOf(userName, username) ? userName : undefined,
    changedAt: readChangedAt(item, now),
    lookAgainAt: lookAgainAt === undefined ? undefined : atMost(lookAgainAt, now + MAX_LOOK_AHEAD_MS, now),
    abandoned: item.holder !== undefined,
    currentKey: item.current_key?.S,
    previous: readPrevious(item),
    compromised: item.compromised?.BOOL === true,
    unmanaged: readUnmanaged(item),
    said: readSaid(item.said),
    senders: readSenderHistory(item),
  };
}

/** When IAM was last changed; a time too far ahead for any clock of ours counts as now. */
export function readChangedAt(item: LeaseItem, now: number): number | undefined {
  const changedAt = timeOf(item.changed_at, 1);
  return changedAt === undefined ? undefined : atMost(changedAt, now + MAX_LEASE_AHEAD_MS, now);
}

/** The attributes that a holder leaves; undefined for those that it removes. */
export function handoverAttributes(result: HolderResult): Record<string, AttributeValue | undefined> {
  const { changedAt, lookAgainAt, currentKey, previous, compromised, unmanaged, said, senders } = result;
  return {
    // The name stays as it was recorded.
    ...(result.userName === undefined && { user_name: undefined }),
    ...(changedAt !== undefined && { changed_at: { N: String(changedAt) } }),
    look_again_at: lookAgainAt === undefined ? undefined : { N: seconds(lookAgainAt) },
    current_key: currentKey === undefined ? undefined : { S: currentKey },
    previous_key: previous && { S: previous.id },
    previous_since: milliseconds(previous?.since),
    previous_until: milliseconds(previous?.until),
    previous_delete_at: milliseconds(previous?.deleteAt),
    compromised: compromised ? { BOOL: true } : undefined,
    unmanaged: unmanaged && { M: { user: text(unmanaged.user), key: text(unmanaged.accessKeyId) } },
    said: saidAttribute(said),
    ...senderAttributes(senders),
  };
}

/**
 * When TTL may delete the item; never while it has keys: a handover matters for seconds, the keys of a login for as long
 * as it exists.
 */
export function ttlOf(
  { currentKey, previous, unmanaged, lookAgainAt, said }: HolderResult,
  now: number,
): AttributeValue | undefined {
  if (currentKey !== undefined || previous !== undefined || unmanaged !== undefined) return undefined;
  const times = [...said.values()].map(({ at }) => at + SAID_KEPT_MS);
  return { N: seconds(Math.max(now + HANDOVER_KEPT_MS, (lookAgainAt ?? 0) + LOOK_KEPT_MS, ...times)) };
}

function readPrevious(item: LeaseItem): PreviousKey | undefined {
  const id = item.previous_key?.S;
  const [since, until, deleteAt] = [item.previous_since, item.previous_until, item.previous_delete_at].map(
    value => timeOf(value, 1),
  );
  if (id === undefined || since === undefined || until === undefined) return undefined;
  return { id, since, until, ...(deleteAt !== undefined && { deleteAt }) };
}

function readUnmanaged({ unmanaged }: LeaseItem): UnmanagedLogin | undefined {
  return unmanaged?.M && { user: unmanaged.M.user?.S, accessKeyId: unmanaged.M.key?.S };
}

function text(value: string | undefined): AttributeValue {
  return value === undefined ? { NULL: true } : { S: value };
}

function milliseconds(time: number | undefined): AttributeValue | undefined {
  return time === undefined ? undefined : { N: String(time) };
}

function atMost(time: number, limit: number, otherwise: number): number {
  return time > limit ? otherwise : time;
}
