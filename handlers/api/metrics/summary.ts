import type * as z from "zod/mini";
import type { Answer } from "../http/answer";
import { readQuery } from "../http/query";
import { activityOf } from "./activity";
import type { MetricsContext } from "./context";
import type { summary } from "./schemas";
import { sumOf } from "./shares";
import { DAY_MS } from "../../../records/rotation";
import { dayOf, hourOf } from "../../../records/email-events";
import type { HourlyCounts } from "../../email-events/reader-types";
import { bounceRate, complaintRate } from "../../email-events/verdict";

/** The period of the rates. */
const DAYS = 7;

/** The counts alone: the events themselves are in the lists. */
const NO_EVENTS = { limit: 0 };

export async function getSummary({
  event,
  emails,
  quota,
  engagementEvents,
  now,
}: MetricsContext): Promise<Answer> {
  readQuery(event, {});
  const [hours, dayBounces, dayComplaints, weekBounces, weekComplaints, suppressed, account] =
    await Promise.all([
      emails.hours(DAYS),
      emails.bounces({ days: 1, ...NO_EVENTS }),
      emails.complaints({ days: 1, ...NO_EVENTS }),
      emails.bounces({ days: 7, ...NO_EVENTS }),
      emails.complaints({ days: 7, ...NO_EVENTS }),
      emails.suppressionCounts(),
      quota(),
    ]);
  const yesterday = hourOf(new Date(now().getTime() - DAY_MS).toISOString());
  const today = sumOf(hours.filter(({ hour }) => hour >= yesterday).map(({ counts }) => counts));
  const thisWeek = sumOf(hours.map(({ counts }) => counts));
  const [bounced, complained] = [bounceRate(thisWeek), complaintRate(thisWeek)];
  const body: z.infer<typeof summary> = {
    last_24_hours: {
      sent: today.sent,
      delivered: today.delivered,
      bounces: dayBounces.total,
      complaints: dayComplaints.total,
      ...activityOf(today, engagementEvents),
    },
    last_7_days: {
      sent: thisWeek.sent,
      delivered: thisWeek.delivered,
      bounce_breakdown: weekBounces.counts,
      complaints: weekComplaints.total,
      bounce_rate: bounced.rate,
      bounce_verdict: bounced.verdict,
      complaint_rate: complained.rate,
      complaint_verdict: complained.verdict,
      ...activityOf(thisWeek, engagementEvents),
    },
    by_day: byDay(hours, now()),
    suppressions: {
      total: Object.values(suppressed).reduce((sum, each) => sum + each, 0),
      by_reason: suppressed,
    },
    quota:
      account === undefined
        ? null
        : { used: account.used, max: account.max, max_per_second: account.maxPerSecond },
  };
  return { status: 200, body };
}

/** Today and the days before it, the oldest first; what bounced counts for the day of its mail. */
function byDay(hours: readonly HourlyCounts[], now: Date): z.infer<typeof summary>["by_day"] {
  return Array.from({ length: DAYS }, (_, index) => {
    const date = dayOf(new Date(now.getTime() - (DAYS - 1 - index) * DAY_MS).toISOString());
    const counts = sumOf(hours.filter(({ hour }) => dayOf(hour) === date).map(each => each.counts));
    return {
      date,
      sent: counts.sent,
      delivered: counts.delivered,
      bounces: counts.bounced_permanent,
      bounce_rate: bounceRate(counts).rate,
      complaints: counts.complaints,
      complaint_rate: complaintRate(counts).rate,
    };
  });
}
