import { burstIn } from "./burst";
import { type AdverseEvent, hourAt, type LoginHistory, RATE_DAYS, type Volume } from "./history";
import { isAboveLimit, LEAST, type Thresholds } from "./thresholds";
import type { RateVerdict, Verdict } from "./verdict";

/**
 * Judges a login by what it sent since it was last enabled. Bounces and complaints count for the day on which the mail
 * was sent, whenever they come: the late ones of a large campaign would be a high rate of the few mails of another day.
 * Each of the last three days is judged, and all three together, so that few mails a day are judged too.
 *
 * @param now ms since 1970
 * @returns at most one verdict for each rule
 */
export function judge(history: LoginHistory, now: number, thresholds: Thresholds): Verdict[] {
  return [
    rateVerdict("bounce", history, now, thresholds),
    rateVerdict("complaint", history, now, thresholds),
    burstIn(history, now, thresholds),
  ].filter(verdict => verdict !== undefined);
}

/** Whether enough was sent to judge bounces and complaints by. */
export function hasEnoughForRates(volume: Volume, now: number, thresholds: Thresholds): boolean {
  return periods(now).some(period => isEnough(volume, period, thresholds));
}

interface Period {
  days: number;
  /** Both included. */
  from: number;
  to: number;
}

/** The last 24 hours, the 24 before them and so on; and all of them. */
function periods(now: number): Period[] {
  const hour = hourAt(now);
  const days = Array.from({ length: RATE_DAYS }, (_, index) => ({
    days: 1,
    from: hour - 24 * (index + 1) + 1,
    to: hour - 24 * index,
  }));
  return [...days, { days: RATE_DAYS, from: hour - 24 * RATE_DAYS + 1, to: hour }];
}

function rateVerdict(
  type: AdverseEvent["type"],
  history: LoginHistory,
  now: number,
  thresholds: Thresholds,
): RateVerdict | undefined {
  const limit = type === "bounce" ? thresholds.bounceRate : thresholds.complaintRate;
  const least = LEAST[type];
  const counted = history.feedback.filter(event => event.type === type && event.sentAt >= history.since);
  if (counted.length < least.recipients) return undefined;
  const found = periods(now).flatMap(period => {
    if (!isEnough(history, period, thresholds)) return [];
    const sent = sentIn(history, period);
    const events = counted.filter(({ sentAt }) => isIn(period, sentAt));
    const count = type === "bounce" ? recipientsOf(events) : complaintsIn(events);
    const domains = new Set(events.map(({ domain }) => domain)).size;
    if (count < least.recipients || domains < least.domains) return [];
    if (!isAboveLimit(type, count, sent, limit)) return [];
    const lastAt = Math.max(...events.map(({ sentAt }) => sentAt));
    return [{ rule: RULES[type], count, domains, sent, days: period.days, lastAt }];
  });
  return found.sort((a, b) => b.count / b.sent - a.count / a.sent)[0];
}

const RULES = { bounce: "bounces", complaint: "complaints" } as const;

function isEnough(volume: Volume, period: Period, { minRecipients }: Thresholds): boolean {
  return sentIn(volume, period) >= Math.max(1, minRecipients * period.days);
}

/** The hour in which the login was enabled counts whole: the rate is then too low rather than too high. */
function sentIn({ sentByHour, since }: Volume, { from, to }: Period): number {
  let sum = 0;
  for (let hour = Math.max(from, hourAt(since)); hour <= to; hour++) sum += sentByHour.get(hour) ?? 0;
  return sum;
}

function isIn({ from, to }: Period, at: number): boolean {
  return hourAt(at) >= from && hourAt(at) <= to;
}

function recipientsOf(events: readonly AdverseEvent[]): number {
  return new Set(events.map(({ recipient }) => recipient)).size;
}

/**
 * A report names every recipient of the message in its domain, because most providers do not say who complained
 * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html): it is one complaint. And who
 * complains about every mail is one recipient.
 */
function complaintsIn(events: readonly AdverseEvent[]): number {
  const reports = new Set(events.map(({ messageId, domain }) => `${messageId} ${domain}`)).size;
  return Math.min(reports, recipientsOf(events));
}
