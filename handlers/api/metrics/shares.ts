import { COUNTERS, UNATTRIBUTED } from "../../../records/email-events";
import type { Counts } from "../../email-events/models";

const NOTHING = Object.fromEntries(COUNTERS.map(name => [name, 0])) as Counts;

/** The counts of several logins together. */
export function sumOf(counts: Iterable<Counts>): Counts {
  const all = [...counts];
  const add = (name: (typeof COUNTERS)[number]) => all.reduce((sum, each) => sum + each[name], 0);
  return Object.fromEntries(COUNTERS.map(name => [name, add(name)])) as Counts;
}

export function countsOf(counts: ReadonlyMap<string, Counts>, username: string): Counts {
  return counts.get(username) ?? NOTHING;
}

/** As the API's answers name who sent something; null for mail of no credential. */
export function shownUsername(username: string | undefined): string | null {
  return username === undefined || username === UNATTRIBUTED ? null : username;
}

/** The logins with events, those with most of them first. */
export function byMost(events: ReadonlyMap<string, number>): [username: string, count: number][] {
  return [...events].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1));
}
