import { addressPartition, pointedKey } from "../../../records/email-events";
import { type ItemKey, suppressionItemKey } from "../../../records/keys";
import { inParallel } from "../../shared/in-parallel";
import { evidenceKey } from "../record/evidence";
import type { EmailBounce, EmailComplaint, EmailViolation } from "../models";
import type { AddressHistory } from "../reader-types";
import type { Suppressions } from "../suppressions";
import type { EventTable, Values } from "../table";

const CONCURRENT = 8;

/** Where the table has something about an address. */
interface Place {
  pointer: ItemKey;
  event: ItemKey;
  /** The pointer's attributes. */
  values: Values;
}

/** Everything about one address: a bounce or complaint names it as the recipient, a violation as the sender. */
export async function historyOf(
  table: EventTable,
  suppressions: Suppressions,
  address: string,
): Promise<AddressHistory> {
  const places = await placesOf(table, address);
  const events = await inParallel(places, CONCURRENT, ({ event }) => table.get(event));
  const ofType = (type: string) =>
    events
      .filter(event => event?.entity_type === `email_${type}`)
      .map(event => withoutKeys(event!))
      .sort((a, b) => (String(a.timestamp) < String(b.timestamp) ? 1 : -1));
  return {
    bounces: ofType("bounce") as unknown as EmailBounce[],
    complaints: ofType("complaint") as unknown as EmailComplaint[],
    violations: ofType("violation") as unknown as EmailViolation[],
    suppression: await suppressions.get(address),
  };
}

/**
 * Deletes everything about an address: events and what the circuit breaker keeps of them first, and then the pointers by
 * which they are found, so that an erasure that was cut off can be repeated.
 *
 * @returns how many items there were
 */
export async function erase(table: EventTable, address: string): Promise<number> {
  const places = await placesOf(table, address);
  const events = await inParallel(places, CONCURRENT, ({ event }) => table.delete(event));
  const keys = places.flatMap((place, index) => evidenceKeys(address, place, events[index]));
  const evidence = await inParallel(keys, CONCURRENT, key => table.delete(key));
  await table.deleteAll(places.map(({ pointer }) => pointer));
  const suppression = await table.delete(suppressionItemKey(address));
  return [...events, ...evidence, ...places, suppression].filter(Boolean).length;
}

async function placesOf(table: EventTable, address: string): Promise<Place[]> {
  const PK = addressPartition(address);
  const places: Place[] = [];
  for await (const page of table.query(PK))
    for (const values of page) {
      const sk = String(values.SK);
      places.push({
        pointer: { PK, SK: sk },
        event: pointedKey(address, sk, String(values.day)),
        values,
      });
    }
  return places;
}

/** What the circuit breaker may have: for the login that it was counted for, and the one that the event names. */
function evidenceKeys(recipient: string, { pointer, values }: Place, event: Values | undefined): ItemKey[] {
  const [type, ...rest] = pointer.SK.split("#");
  const { sent_at: sentAt, counted_as } = values;
  if ((type !== "bounce" && type !== "complaint") || typeof sentAt !== "string") return [];
  const usernames = new Set([counted_as, event?.username].filter(name => typeof name === "string"));
  return [...usernames].map(username =>
    evidenceKey({ username, type, messageId: rest.join("#"), recipient, sentAt }),
  );
}

function withoutKeys(item: Values): Values {
  const { PK, SK, entity_type, expires_at, ...rest } = item;
  return [PK, SK, entity_type, expires_at].every(value => value === undefined) ? item : rest;
}
