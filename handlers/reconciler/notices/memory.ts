import { DAY_MS } from "../../../records/rotation";
import { MAX_SAID, type Said, type Saying } from "../lease/said";
import type { Delivery } from "./notice";

/** What was not said yet, or could not be delivered a day ago. */
export function unsaid(due: readonly Delivery[], said: Said, now: number): Delivery[] {
  return due.filter(({ id }) => {
    const before = said.get(id);
    return before === undefined || (before.failed && before.at + DAY_MS <= now);
  });
}

/** The ids of these do not name an occasion: the same can happen again. */
const RECURRING = /^\w+ (?:compromised|failed|senders_gained) /;

/** How long an id that names an occasion is kept once it is not due; longer than any grace that a setting can reasonably have. */
const KEPT_MS = 90 * DAY_MS;

/**
 * What was said, with what is said now. Forgets what is not due anymore, but not within a day: so something that comes and
 * goes is said at most once a day.
 */
export function withSaid(
  said: Said,
  due: readonly Delivery[],
  saying: readonly Delivery[],
  now: number,
): Said {
  const kept = [...said].filter(
    ([id, { at }]) => at + (RECURRING.test(id) ? DAY_MS : KEPT_MS) > now || due.some(each => each.id === id),
  );
  const all = new Map<string, Saying>([
    ...kept,
    ...saying.map(({ id }): [string, Saying] => [id, { at: now, failed: false }]),
  ]);
  const newest = [...all].sort(([, one], [, other]) => other.at - one.at).slice(0, MAX_SAID);
  return new Map(newest);
}

/** Notes that these could not be delivered. */
export function withFailed(said: Said, failed: readonly Delivery[]): Said {
  const ids = new Set(failed.map(({ id }) => id));
  return new Map([...said].map(([id, saying]) => [id, ids.has(id) ? { ...saying, failed: true } : saying]));
}
