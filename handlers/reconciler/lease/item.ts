import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { leaseKey as leaseItemKey } from "../../../records/keys";
import type { Clock } from "../../shared/clock";
import { keyAttributes } from "../../shared/read-items";

/** What leases are kept with. */
export interface LeasePorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  clock: Clock;
  looks: Looks;
}

/** Reads of lease items, shared by all usernames that are checked at the same time. */
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
export const MAX_LEASE_AHEAD_MS = 120_000;

export type LeaseItem = Readonly<Record<string, AttributeValue>>;

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
  return keyAttributes(leaseItemKey(username));
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

/** What a Date can hold: https://tc39.es/ecma262/#sec-time-values-and-time-range. */
const MAX_TIME_MS = 8.64e15;

/** A number attribute in milliseconds; undefined for what is no time. */
export function timeOf(value: AttributeValue | undefined, unitMs: number): number | undefined {
  const time = value?.N === undefined ? NaN : Number(value.N) * unitMs;
  return Math.abs(time) <= MAX_TIME_MS ? time : undefined;
}
