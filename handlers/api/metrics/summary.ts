import type * as z from "zod/mini";
import type { Answer } from "../http/answer";
import { readQuery } from "../http/query";
import { activityOf } from "./activity";
import type { MetricsContext } from "./context";
import type { summary } from "./schemas";
import { sumOf } from "./shares";
import { bounceRate, complaintRate } from "../../email-events/verdict";

/** The counts alone: the events themselves are in the lists. */
const NO_EVENTS = { limit: 0 };

export async function getSummary({
  event,
  emails,
  quota,
  engagementEvents,
}: MetricsContext): Promise<Answer> {
  readQuery(event, {});
  const [day, dayBounces, dayComplaints, week, weekBounces, weekComplaints, suppressed, account] =
    await Promise.all([
      emails.counts(1),
      emails.bounces({ days: 1, ...NO_EVENTS }),
      emails.complaints({ days: 1, ...NO_EVENTS }),
      emails.counts(7),
      emails.bounces({ days: 7, ...NO_EVENTS }),
      emails.complaints({ days: 7, ...NO_EVENTS }),
      emails.suppressionCounts(),
      quota(),
    ]);
  const [today, thisWeek] = [sumOf(day.values()), sumOf(week.values())];
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
