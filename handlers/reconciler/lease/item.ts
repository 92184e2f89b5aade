import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { leaseKey as leaseItemKey } from "../../../records/keys";
import { isUserNameOf } from "../../shared/iam-names";
import type { Clock } from "../../shared/clock";

/** What leases are kept with. */
export interface LeasePorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  clock: Clock;
  looks: Looks;
}

/** Reads of lease items that are shared with whoever else looks at the same time. */
export interface Looks {
  /**
   * @param since milliseconds since 1970: what was read before then is too old
   * @returns undefined if DynamoDB has left this item out, as it does when it throttles
   * @throws AWS's error
   */
  look(username: string, since: number): Promise<Look | undefined>;
}

/** A lease item as it was at some moment since `at`. */
export interface Look {
  /** Milliseconds since 1970. */
  at: number;
  /** Empty if there is none. */
  item: LeaseItem;
}

/**
 * Long enough for the slowest single call between two renewals (its client bounds each to 15 s), short enough that a
 * holder that died does not keep others waiting.
 */
export const LEASE_MS = 30_000;

/** A lease that ends later than this was not written by us (or by a clock that far off): it is free. */
const MAX_LEASE_AHEAD_MS = 120_000;

/** No look is ever due later than this; a time beyond it was not written by us. */
const MAX_LOOK_AHEAD_MS = 7 * 24 * 60 * 60 * 1000;

/** What a holder leaves to the next one. */
export interface LeaseHandover {
  /** The user that was created, or was about to be: IAM may not list it yet. */
  userName: string | undefined;
  /** When IAM was last changed, in milliseconds since 1970. */
  changedAt: number | undefined;
  /** When somebody must look again, in milliseconds since 1970; it may have passed. */
  lookAgainAt: number | undefined;
  /** The last holder did not finish. */
  abandoned: boolean;
}

export type LeaseItem = Readonly<Record<string, AttributeValue>>;

/** Reads what a lease item hands over. Anybody who can write to the table may have written it: nothing is trusted. */
export function readHandover(item: LeaseItem, username: string, now: number): LeaseHandover {
  const userName = item.user_name?.S;
  const lookAgainAt = timeOf(item.look_again_at, 1_000);
  return {
    userName: userName !== undefined && isUserNameOf(userName, username) ? userName : undefined,
    changedAt: readChangedAt(item, now),
    lookAgainAt: lookAgainAt === undefined ? undefined : atMost(lookAgainAt, now + MAX_LOOK_AHEAD_MS, now),
    abandoned: item.holder !== undefined,
  };
}

/** When IAM was last changed; a time too far ahead for any clock of ours counts as now. */
export function readChangedAt(item: LeaseItem, now: number): number | undefined {
  const changedAt = timeOf(item.changed_at, 1);
  return changedAt === undefined ? undefined : atMost(changedAt, now + MAX_LEASE_AHEAD_MS, now);
}

/** The condition under which a lease may be acquired, and under which it may be marked: one or the other holds. */
export const IS_FREE =
  "attribute_not_exists(holder) OR NOT attribute_type(expires_at, :number) OR expires_at <= :now OR expires_at > :far";
export const IS_HELD = "attribute_exists(holder) AND expires_at > :now AND expires_at <= :far";

/** {@link IS_HELD}, by this holder, of an item that was read. */
export function isHeldBy(item: LeaseItem, holder: unknown, now: number): boolean {
  const ends = timeOf(item.expires_at, 1_000) ?? 0;
  return (
    item.holder?.S !== undefined && item.holder.S === holder && ends > now && ends <= now + MAX_LEASE_AHEAD_MS
  );
}

export function isFreeValues(now: number): LeaseItem {
  return { ":number": { S: "N" }, ...isHeldValues(now) };
}

export function isHeldValues(now: number): LeaseItem {
  return { ":now": { N: String(Math.floor(now / 1000)) }, ":far": { N: seconds(now + MAX_LEASE_AHEAD_MS) } };
}

export function leaseKey(username: string): Record<string, AttributeValue> {
  const { PK, SK } = leaseItemKey(username);
  return { PK: { S: PK }, SK: { S: SK } };
}

/** Whole seconds, as DynamoDB's TTL requires of `expires_at`. */
export function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000));
}

/** @returns undefined if the condition of the write does not hold */
export async function ifHolds<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

function timeOf(value: AttributeValue | undefined, unitMs: number): number | undefined {
  const time = value?.N === undefined ? NaN : Number(value.N) * unitMs;
  return Number.isFinite(time) ? time : undefined;
}

function atMost(time: number, limit: number, otherwise: number): number {
  return time > limit ? otherwise : time;
}
