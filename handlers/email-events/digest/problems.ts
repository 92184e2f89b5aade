import type { Counter } from "../../../records/email-events";
import type { Counts } from "../models";

/** What a digest is about. Each time, only what is new is told. */
const PROBLEMS = [
  "bounced_permanent",
  "bounced_transient",
  "bounced_undetermined",
  "complaints",
  "not_sent_suppressed",
  "rejected_messages",
] as const satisfies readonly Counter[];

export type Problems = Readonly<Record<(typeof PROBLEMS)[number], number>>;

/** How often a login was in trouble by the time of its last digest, in the order of {@link Problems}. */
export interface Told {
  counts: readonly number[];
  /** ISO 8601: since when nothing could be delivered to this audience; undefined if the last digest was. */
  since?: string;
}

/** @param item as it is stored; what cannot be read counts as not told */
export function readTold(item: unknown): ReadonlyMap<string, Told> {
  if (typeof item !== "object" || item === null) return new Map();
  return new Map(
    Object.entries(item).map(([username, entry]) => {
      const { counts, since } = (entry ?? {}) as { counts?: unknown; since?: unknown };
      const numbers = Array.isArray(counts)
        ? counts.map(count => (typeof count === "number" ? count : 0))
        : [];
      return [username, { counts: numbers, ...(typeof since === "string" && { since }) }];
    }),
  );
}

/** What is to be noted as told; logins that were never in trouble are left out. */
export function toldBy(totals: ReadonlyMap<string, Counts>): Map<string, Told> {
  const all = [...totals].map(([username, counts]): [string, Told] => [
    username,
    { counts: PROBLEMS.map(name => counts[name]) },
  ]);
  return new Map(all.filter(([, { counts }]) => counts.some(count => count > 0)));
}

/** Logins that had more trouble since they were told, the most first. Totals never go down. */
export function newProblems(
  totals: ReadonlyMap<string, Counts>,
  told: ReadonlyMap<string, Told>,
): Map<string, Problems> {
  const found = [...totals].map(([username, counts]): [string, Problems] => {
    const before = told.get(username)?.counts ?? [];
    const more = PROBLEMS.map((name, index) => [name, Math.max(0, counts[name] - (before[index] ?? 0))]);
    return [username, Object.fromEntries(more) as Problems];
  });
  return new Map(
    found
      .filter(([, problems]) => sumOf(problems) > 0)
      .sort(([a, one], [b, other]) => sumOf(other) - sumOf(one) || (a < b ? -1 : 1)),
  );
}

function sumOf(problems: Problems): number {
  return PROBLEMS.reduce((sum, name) => sum + problems[name], 0);
}

export function added(all: Iterable<Problems>): Problems {
  const sums = PROBLEMS.map(name => [name, [...all].reduce((sum, problems) => sum + problems[name], 0)]);
  return Object.fromEntries(sums) as Problems;
}
