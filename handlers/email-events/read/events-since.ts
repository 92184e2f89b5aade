import {
  BOUNCE_ATTRIBUTES,
  COMPLAINT_ATTRIBUTES,
  dayOf,
  EVENT_ATTRIBUTES,
  EVENT_PK_PREFIX,
  eventPrefix,
  type RecordedType,
  UNATTRIBUTED,
  VIOLATION_ATTRIBUTES,
} from "../../../records/email-events";
import { DAY_MS } from "../../../records/rotation";
import { inParallel } from "../../shared/in-parallel";
import type { EmailBounce, EmailComplaint, EmailViolation } from "../models";
import type { EventQuery } from "../reader-types";
import type { EventTable, Values } from "../table";

/** How many days are read at a time. */
const CONCURRENT = 6;

/** The domains that a report names. */
const MAX_DOMAINS = 10;

/** The attributes of an event that a report shows. */
const ATTRIBUTES = {
  bounce: [...BOUNCE_ATTRIBUTES, ...EVENT_ATTRIBUTES],
  complaint: [...COMPLAINT_ATTRIBUTES, ...EVENT_ATTRIBUTES],
  violation: [...VIOLATION_ATTRIBUTES, ...EVENT_ATTRIBUTES],
} as const;

interface EventOf {
  bounce: EmailBounce;
  complaint: EmailComplaint;
  violation: EmailViolation;
}

/** What {@link readSince} found. */
export interface Found<Event> {
  total: number;
  /** How many events there are of each kind. */
  counts: ReadonlyMap<string, number>;
  topDomains: readonly { domain: string; count: number }[];
  byUsername: ReadonlyMap<string, number>;
  events: readonly Event[];
}

/**
 * Reads the events of the last days, one partition for each day. Memory holds no more than the newest events that were
 * asked for.
 *
 * @param kindOf by what events are counted
 */
export async function readSince<Type extends RecordedType>(
  table: EventTable,
  type: Type,
  { days, limit, offset = 0, username }: EventQuery,
  kindOf: (event: EventOf[Type]) => string,
  now: number,
): Promise<Found<EventOf[Type]>> {
  const since = new Date(now - days * DAY_MS).toISOString();
  const newest = new Newest<EventOf[Type]>(offset + limit);
  const [counts, domains, usernames] = [new Tally(), new Tally(), new Tally()];
  let total = 0;
  await inParallel(daysBetween(since, now), CONCURRENT, async day => {
    const pages = table.query(`${EVENT_PK_PREFIX}${day}`, { prefix: eventPrefix(type) }, ATTRIBUTES[type]);
    for await (const page of pages) {
      for (const event of page as unknown as EventOf[Type][]) {
        if (
          !isEvent(event) ||
          event.timestamp < since ||
          (username ?? usernameOf(event)) !== usernameOf(event)
        )
          continue;
        total++;
        counts.add(kindOf(event));
        domains.add(event.email.slice(event.email.lastIndexOf("@") + 1));
        usernames.add(usernameOf(event));
        newest.add(event);
      }
    }
  });
  return {
    total,
    counts: counts.byName,
    topDomains: domains.top(MAX_DOMAINS).map(([domain, count]) => ({ domain, count })),
    byUsername: usernames.byName,
    events: newest
      .sorted()
      .slice(offset, offset + limit)
      .map(withoutType),
  };
}

/** Each day from a time until now, and the next: an event's time is another server's, whose clock may be ahead. */
function daysBetween(since: string, now: number): string[] {
  const days: string[] = [];
  for (let at = Date.parse(dayOf(since)); at <= now + DAY_MS; at += DAY_MS)
    days.push(dayOf(new Date(at).toISOString()));
  return days;
}

/** What somebody else has written into the partition is no event. */
function isEvent({ timestamp, email }: Readonly<Record<"timestamp" | "email", unknown>>): boolean {
  return typeof timestamp === "string" && typeof email === "string";
}

function usernameOf({ username }: { username?: string }): string {
  return username ?? UNATTRIBUTED;
}

function withoutType<Event>(event: Event): Event {
  const { entity_type, ...rest } = event as Event & Values;
  return entity_type === undefined ? event : (rest as unknown as Event);
}

/** Keeps the newest of many events. */
class Newest<Event extends { timestamp: string; id: string }> {
  private kept: Event[] = [];

  constructor(private readonly size: number) {}

  add(event: Event): void {
    if (this.size === 0) return;
    this.kept.push(event);
    if (this.kept.length >= this.size * 2 + 100) this.kept = this.sorted();
  }

  sorted(): Event[] {
    const order = ({ timestamp, id }: Event) => `${timestamp} ${id}`;
    return this.kept.sort((a, b) => (order(a) < order(b) ? 1 : -1)).slice(0, this.size);
  }
}

class Tally {
  readonly byName = new Map<string, number>();

  add(name: string): void {
    this.byName.set(name, (this.byName.get(name) ?? 0) + 1);
  }

  top(count: number): [string, number][] {
    return [...this.byName].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, count);
  }
}
