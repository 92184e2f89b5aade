import {
  COUNT_PK_PREFIX,
  countKey,
  COUNTERS,
  hourOf,
  hourOfCount,
  TOTAL_PK,
  usernameOfTotal,
} from "../../../records/email-events";
import { DAY_MS } from "../../../records/rotation";
import { inParallel } from "../../shared/in-parallel";
import { addCounts, toCounts } from "../count/count-marks";
import type { Counts } from "../models";
import type { HourlyCounts } from "../reader-types";
import type { EventTable } from "../table";

const CONCURRENT = 8;

/** What each login has sent since the beginning, and what became of it; {@link UNATTRIBUTED} among them. */
export async function readTotals(table: EventTable): Promise<Map<string, Counts>> {
  const totals = new Map<string, Counts>();
  for await (const page of table.query(TOTAL_PK))
    for (const item of page) totals.set(usernameOfTotal(String(item.SK)), toCounts(item));
  return totals;
}

/** The hours since some days ago; the first of them counts whole. */
export async function readHours(
  table: EventTable,
  days: number,
  usernames: Iterable<string>,
  now: number,
): Promise<HourlyCounts[]> {
  const from = countKey("", hourOf(new Date(now - days * DAY_MS).toISOString())).SK;
  const found = await inParallel(usernames, CONCURRENT, async username => {
    const hours: HourlyCounts[] = [];
    for await (const page of table.query(`${COUNT_PK_PREFIX}${username}`, { from }))
      for (const item of page)
        hours.push({ username, hour: hourOfCount(String(item.SK)), counts: toCounts(item) });
    return hours;
  });
  return found.flat();
}

/** The sums of the hours since some days ago; the first of them counts whole. */
export async function readCounts(
  table: EventTable,
  days: number,
  usernames: Iterable<string>,
  now: number,
): Promise<Map<string, Counts>> {
  const found = new Map<string, Counts>();
  for (const { username, counts } of await readHours(table, days, usernames, now))
    found.set(username, addCounts(found.get(username) ?? toCounts(undefined), counts));
  return new Map([...found].filter(([, sum]) => COUNTERS.some(counter => sum[counter] > 0)));
}
