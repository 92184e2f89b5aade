import { dayOf, EVENT_PK_PREFIX, eventPrefix, UNATTRIBUTED } from "../../../records/email-events";
import { DAY_MS } from "../../../records/rotation";
import type { EventTable } from "../table";

/** An event can be recorded this long after it happened, and is in the partition of that day. */
const LATE_DAYS = 3;

/** @returns for each login, how many addresses its bounces and complaints have suppressed since a time */
export async function suppressedSince(
  table: EventTable,
  since: number,
  until: number,
): Promise<ReadonlyMap<string, number>> {
  const from = new Date(since).toISOString();
  const addresses = new Map<string, Set<string>>();
  for (let at = since - LATE_DAYS * DAY_MS; at <= until + DAY_MS; at += DAY_MS)
    for (const type of ["bounce", "complaint"] as const) {
      const partition = `${EVENT_PK_PREFIX}${dayOf(new Date(at).toISOString())}`;
      const attributes = ["username", "suppressed", "created_at", "email"];
      for await (const page of table.query(partition, { prefix: eventPrefix(type) }, attributes))
        for (const { username = UNATTRIBUTED, suppressed, created_at, email } of page) {
          if (suppressed !== true || String(created_at) < from) continue;
          const found = addresses.get(String(username)) ?? new Set();
          addresses.set(String(username), found.add(String(email)));
        }
    }
  return new Map([...addresses].map(([username, found]) => [username, found.size]));
}
