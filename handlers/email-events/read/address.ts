import { addressPartition, pointedKey } from "../../../records/email-events";
import { type ItemKey, suppressionItemKey } from "../../../records/keys";
import { inParallel } from "../../shared/in-parallel";
import type { EmailBounce, EmailComplaint } from "../models";
import type { AddressHistory } from "../reader-types";
import type { Suppressions } from "../suppressions";
import type { EventTable, Values } from "../table";

const CONCURRENT = 8;

/** Where the table has something about an address. */
interface Place {
  pointer: ItemKey;
  event: ItemKey;
}

/** Everything about one address; `violation`s name senders, and are not part of it. */
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
    suppression: await suppressions.get(address),
  };
}

/**
 * Deletes everything about an address: events first, and then the pointers by which they are found, so that an erasure
 * that was cut off can be repeated.
 *
 * @returns how many items there were
 */
export async function erase(table: EventTable, address: string): Promise<number> {
  const places = await placesOf(table, address);
  const events = await inParallel(places, CONCURRENT, ({ event }) => table.delete(event));
  await table.deleteAll(places.map(({ pointer }) => pointer));
  const suppression = await table.delete(suppressionItemKey(address));
  return events.filter(Boolean).length + places.length + (suppression === undefined ? 0 : 1);
}

async function placesOf(table: EventTable, address: string): Promise<Place[]> {
  const PK = addressPartition(address);
  const places: Place[] = [];
  for await (const page of table.query(PK))
    for (const { SK, day } of page) {
      const sk = String(SK);
      places.push({ pointer: { PK, SK: sk }, event: pointedKey(address, sk, String(day)) });
    }
  return places;
}

function withoutKeys(item: Values): Values {
  const { PK, SK, entity_type, expires_at, ...rest } = item;
  return [PK, SK, entity_type, expires_at].every(value => value === undefined) ? item : rest;
}
