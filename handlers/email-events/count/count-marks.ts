import {
  type Counter,
  COUNTERS,
  countKey,
  markPartition,
  totalKey,
  UNCOUNTED_PK,
  uncountedKey,
  uncountedOf,
} from "../../../records/email-events";
import { inParallel } from "../../shared/in-parallel";
import type { Counts } from "../models";
import { SETTLED_MS } from "../record/announcements";
import { COUNTED_ATTRIBUTES, countedBy } from "../record/marks";
import { expiry, MARK_DAYS, type Retention } from "../retention";
import type { EventTable, Values } from "../table";

const CONCURRENT = 4;

/**
 * Counts the marks that are not counted yet. For each login and hour, the counts replace the ones before, so they are
 * exact however often events were reported; what is more than before is added to the login's total, in the same
 * transaction. So totals are exact too, and never go down.
 *
 * Counting twice at a time, or being cut off, does no harm. Anyone who needs current numbers calls it.
 *
 * @throws AWS's error; what was counted by then stays counted
 */
export async function countMarks(
  table: EventTable,
  retention: Retention,
  now: () => number = Date.now,
): Promise<void> {
  for await (const page of table.query(UNCOUNTED_PK)) {
    await countAnnounced(table, page, retention, now);
  }
}

/** Counts the hours of these announcements. @param items of {@link uncountedKey} */
export async function countAnnounced(
  table: EventTable,
  items: readonly Values[],
  retention: Retention,
  now: () => number,
): Promise<void> {
  await inParallel(items, CONCURRENT, async ({ SK, announced_at }) => {
    const hour = uncountedOf(String(SK));
    if (hour === undefined) return;
    const startedAt = now();
    const isComplete = await countHour(table, hour, retention);
    // Whoever writes marks after this announces them first, which changes the item.
    if (isComplete && isCount(announced_at) && announced_at < startedAt - SETTLED_MS)
      await table.delete(uncountedKey(hour.username, hour.hour), { announced_at });
  });
}

/** @returns false if somebody else counted the hour meanwhile: then their counts stand */
async function countHour(
  table: EventTable,
  { username, hour }: { username: string; hour: string },
  retention: Retention,
): Promise<boolean> {
  const key = countKey(username, hour);
  const before = await table.get(key);
  const marks = await marksOfHour(table, username, hour);
  const known = toCounts(before);
  const more = COUNTERS.map(counter => [counter, marks[counter] - known[counter]] as const).filter(
    ([, count]) => count > 0,
  );
  if (more.length === 0) return true;
  const version = before?.version;
  return table.updateAll([
    {
      key,
      set: {
        entity_type: "email_count",
        ...Object.fromEntries(more.map(([counter, count]) => [counter, known[counter] + count])),
        version: (isCount(version) ? version : 0) + 1,
        ...expiry(retention, `${hour}:00:00Z`, Math.max(retention.days, MARK_DAYS)),
      },
      onlyIf: { version },
    },
    { key: totalKey(username), set: { entity_type: "email_total" }, add: Object.fromEntries(more) },
  ]);
}

/** What the marks of an hour count by now. @param hour yyyy-mm-ddThh */
export async function marksOfHour(table: EventTable, username: string, hour: string): Promise<Counts> {
  const marks = new Map<Counter, number>();
  for await (const page of table.query(markPartition(username, hour), undefined, COUNTED_ATTRIBUTES))
    for (const mark of page)
      for (const [counter, count] of Object.entries(countedBy(mark)))
        marks.set(counter as Counter, (marks.get(counter as Counter) ?? 0) + count);
  return toCounts(Object.fromEntries(marks));
}

/** The counts in an item; what is missing is 0. */
export function toCounts(item: Values | undefined): Counts {
  return Object.fromEntries(
    COUNTERS.map(counter => {
      const count = item?.[counter];
      return [counter, isCount(count) ? count : 0];
    }),
  ) as Counts;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function addCounts(one: Counts, other: Counts): Counts {
  return Object.fromEntries(COUNTERS.map(counter => [counter, one[counter] + other[counter]])) as Counts;
}
