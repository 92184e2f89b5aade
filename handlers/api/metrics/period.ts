import type * as z from "zod/mini";
import { dayOf, hourOf } from "../../../records/email-events";
import { DAY_MS } from "../../../records/rotation";
import type { Counts } from "../../email-events/models";
import type { HourlyCounts } from "../../email-events/reader-types";
import { bounceRate, complaintRate } from "../../email-events/verdict";
import type { summary } from "./schemas";
import { sumOf } from "./shares";

type PeriodBody = z.infer<typeof summary>["period"];
export type PeriodName = PeriodBody["name"];

const HOUR_MS = 3_600_000;

interface Period {
  days: number;
  /** Of one point. */
  stepMs: number;
  points: number;
  /** The start of a point, as a prefix of an hour such as `2026-11-26T11`. */
  startOf: (time: string) => string;
}

/** The longest is shorter than the shortest time that the table keeps counts (`eventRetentionDays`, 40). */
export const PERIODS: Readonly<Record<PeriodName, Period>> = {
  "24h": { days: 1, stepMs: HOUR_MS, points: 24, startOf: hourOf },
  "7d": { days: 7, stepMs: DAY_MS, points: 7, startOf: dayOf },
  "30d": { days: 30, stepMs: DAY_MS, points: 30, startOf: dayOf },
};

/** The counts of the last days together; the first hour counts whole. */
export function countsSince(hours: readonly HourlyCounts[], days: number, now: Date): Counts {
  const first = hourOf(new Date(now.getTime() - days * DAY_MS).toISOString());
  return together(hours.filter(({ hour }) => hour >= first));
}

/**
 * Figures of a period, and what they are made of: this hour or day (UTC) and those before it, the oldest first. What
 * bounced counts for the time of its mail.
 *
 * @param hours of the period at least
 */
export function periodOf(name: PeriodName, hours: readonly HourlyCounts[], now: Date): PeriodBody {
  const { days, stepMs, points, startOf } = PERIODS[name];
  const byStart = new Map<string, HourlyCounts[]>();
  for (const each of hours) {
    const start = startOf(each.hour);
    const others = byStart.get(start);
    if (others === undefined) byStart.set(start, [each]);
    else others.push(each);
  }
  const all = countsSince(hours, days, now);
  return {
    name,
    ...figuresOf(all),
    bounce_verdict: bounceRate(all).verdict,
    complaint_verdict: complaintRate(all).verdict,
    points: Array.from({ length: points }, (_, index) => {
      const start = startOf(new Date(now.getTime() - (points - 1 - index) * stepMs).toISOString());
      return {
        start: new Date(start.length === 10 ? start : `${start}:00Z`).toISOString(),
        ...figuresOf(together(byStart.get(start) ?? [])),
      };
    }),
  };
}

function together(hours: readonly HourlyCounts[]): Counts {
  return sumOf(hours.map(({ counts }) => counts));
}

function figuresOf(counts: Counts) {
  return {
    sent: counts.sent,
    delivered: counts.delivered,
    bounces: counts.bounced_permanent,
    bounce_rate: bounceRate(counts).rate,
    complaints: counts.complaints,
    complaint_rate: complaintRate(counts).rate,
  };
}
