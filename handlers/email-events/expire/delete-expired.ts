import {
  COUNT_PK_PREFIX,
  countKey,
  dayOf,
  EVENT_PK_PREFIX,
  EXPIRED_KEY,
  hourOf,
  hourOfCount,
  markPartition,
  pointerOf,
  TOTAL_PK,
  usernameOfTotal,
} from "../../../records/email-events";
import {
  BREAKER_PK,
  FEEDBACK_DAYS,
  FEEDBACK_PK_PREFIX,
  FIRST_SK,
  SOURCE_DAYS,
  SOURCE_PK_PREFIX,
  alertedBefore,
} from "../../../records/circuit-breaker";
import type { ItemKey } from "../../../records/keys";
import { DAY_MS } from "../../../records/rotation";
import { inParallel } from "../../shared/in-parallel";
import { MARK_DAYS } from "../retention";
import type { EventTable } from "../table";

/** No stack recorded an event before this day. */
const FIRST_DAY = "2026-01-01";

const CONCURRENT = 8;

/** A repetition of an event may be recorded this long after it: SNS retries for 23 days, and a queue keeps it for 14. */
const LATE_DAYS = 40;

export interface ExpirySettings {
  /** How long events and counts are kept. */
  days: number;
  now: number;
  /** Whether there is time for more; what is left is deleted the next day. */
  hasTime: () => boolean;
}

export interface Expired {
  /** How many items were deleted. */
  items: number;
  /** False if there was no time for all of them. */
  isComplete: boolean;
}

/**
 * Deletes what DynamoDB would by TTL, in a table without it: events and their pointers, marks and counts whose time is
 * over. Every partition that may have such items is known, so nothing is scanned: an event is in its day's, and a mark in
 * that of an hour which has counts. Cut off anywhere, it continues the next time; doing it twice does no harm.
 *
 * An item is deleted after the ones by which it is found, so that none is left behind.
 */
export async function deleteExpired(table: EventTable, settings: ExpirySettings): Promise<Expired> {
  const { events_before, hours_before } = (await table.get(EXPIRED_KEY)) ?? {};
  const run = new ExpiryRun(table, settings);
  const isComplete =
    (await run.deleteEvents(matching(events_before, DAY) ?? FIRST_DAY)) &&
    (await run.deleteMarks(matching(hours_before, HOUR))) &&
    (await run.deleteEvidence()) &&
    (await run.deleteCounts());
  return { items: run.items, isComplete };
}

/** Each step returns false if it was cut off. */
class ExpiryRun {
  items = 0;

  constructor(
    private readonly table: EventTable,
    private readonly settings: ExpirySettings,
  ) {}

  /** @param before days that are done, apart from events that came late */
  async deleteEvents(before: string): Promise<boolean> {
    const end = dayOf(this.daysAgo(this.settings.days));
    let day = daysAfter(before < end ? before : end, -LATE_DAYS);
    for (; day < end; day = daysAfter(day, 1))
      if (!(await this.deletePartition(`${EVENT_PK_PREFIX}${day}`, pointerOf))) break;
    if (day > before) await this.table.update({ key: EXPIRED_KEY, set: { events_before: day } });
    return day >= end;
  }

  /** A day at a time, for all logins. @param before hours that are done; undefined: none, so all at a time */
  async deleteMarks(before: string | undefined): Promise<boolean> {
    const end = hourOf(this.daysAgo(MARK_DAYS));
    let from = before ?? FIRST_DAY;
    while (from < end) {
      const dayLater = hourOf(daysAfter(from, 1));
      const to = before === undefined || dayLater > end ? end : dayLater;
      if (!(await this.forEachLogin(username => this.deleteMarksOf(username, from, to)))) return false;
      await this.table.update({ key: EXPIRED_KEY, set: { hours_before: to } });
      from = to;
    }
    return true;
  }

  /** What the circuit breaker has looked at. */
  async deleteEvidence(): Promise<boolean> {
    const until = (days: number) => dayOf(this.daysAgo(days));
    const feedback = { from: FIRST_SK, to: until(FEEDBACK_DAYS) };
    const sources = { from: FIRST_SK, to: until(SOURCE_DAYS) };
    return (
      (await this.deleteRange(BREAKER_PK, alertedBefore(until(SOURCE_DAYS)))) &&
      this.forEachLogin(
        async username =>
          (await this.deleteRange(`${FEEDBACK_PK_PREFIX}${username}`, feedback)) &&
          (await this.deleteRange(`${SOURCE_PK_PREFIX}${username}`, sources)),
      )
    );
  }

  /** Once no marks of these hours are left: they are found by their counts. */
  async deleteCounts(): Promise<boolean> {
    const end = hourOf(this.daysAgo(Math.max(this.settings.days, MARK_DAYS)));
    return this.forEachLogin(async username => {
      for await (const page of this.counts(username, FIRST_DAY, end)) {
        if (!this.settings.hasTime()) return false;
        await this.delete(page);
      }
      return true;
    });
  }

  private async deleteMarksOf(username: string, from: string, to: string): Promise<boolean> {
    for await (const page of this.counts(username, from, to))
      for (const { SK } of page)
        if (!(await this.deletePartition(markPartition(username, hourOfCount(SK))))) return false;
    return true;
  }

  private async forEachLogin(work: (username: string) => Promise<boolean>): Promise<boolean> {
    for await (const page of this.table.query(TOTAL_PK, undefined, ["SK"])) {
      const done = await inParallel(page, CONCURRENT, ({ SK }) => work(usernameOfTotal(String(SK))));
      if (done.includes(false)) return false;
    }
    return true;
  }

  /** The keys of a login's counts, both hours included. */
  private async *counts(username: string, from: string, to: string): AsyncGenerator<ItemKey[]> {
    const PK = `${COUNT_PK_PREFIX}${username}`;
    if (from > to) return; // DynamoDB refuses such a range
    const range = { from: countKey(username, from).SK, to: countKey(username, to).SK };
    for await (const page of this.table.query(PK, range, ["SK"]))
      yield page.map(({ SK }) => ({ PK, SK: String(SK) }));
  }

  private async deleteRange(PK: string, range: { from: string; to: string }): Promise<boolean> {
    for await (const page of this.table.query(PK, range, ["SK"])) {
      if (!this.settings.hasTime()) return false;
      await this.delete(page.map(({ SK }) => ({ PK, SK: String(SK) })));
    }
    return true;
  }

  /** @param alsoOf another item that is deleted before each */
  private async deletePartition(PK: string, alsoOf?: (sk: string) => ItemKey | undefined): Promise<boolean> {
    if (!this.settings.hasTime()) return false;
    for await (const page of this.table.query(PK, undefined, ["SK"])) {
      const keys = page.map(({ SK }) => ({ PK, SK: String(SK) }));
      const others = keys.map(({ SK }) => alsoOf?.(SK)).filter(key => key !== undefined);
      await this.delete(others);
      await this.delete(keys);
      if (!this.settings.hasTime()) return false;
    }
    return true;
  }

  private async delete(keys: readonly ItemKey[]): Promise<void> {
    await this.table.deleteAll(keys);
    this.items += keys.length;
  }

  private daysAgo(days: number): string {
    return new Date(this.settings.now - days * DAY_MS).toISOString();
  }
}

/** @param time a day, or an hour, as in the keys. @returns it some days later, in ISO 8601; a day stays a day */
function daysAfter(time: string, days: number): string {
  const isDay = time.length === "yyyy-mm-dd".length;
  const later = new Date(Date.parse(isDay ? time : `${time}:00:00Z`) + days * DAY_MS).toISOString();
  return isDay ? dayOf(later) : later;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const HOUR = /^\d{4}-\d\d-\d\d(?:T\d\d)?$/;

function matching(value: unknown, form: RegExp): string | undefined {
  if (typeof value !== "string" || !form.test(value)) return undefined;
  return Number.isNaN(Date.parse(value.includes("T") ? `${value}:00:00Z` : value)) ? undefined : value;
}
