import type * as z from "zod/mini";
import type { Answer } from "../http/answer";
import { readQuery } from "../http/query";
import { activityOf } from "./activity";
import type { MetricsContext } from "./context";
import { SUMMARY_PARAMETERS } from "./parameters";
import { countsSince, periodOf, PERIODS } from "./period";
import type { summary } from "./schemas";
import { bounceRate, complaintRate } from "../../email-events/verdict";

/** The period of the rates. */
const WEEK_DAYS = 7;

export async function getSummary({
  event,
  emails,
  quota,
  engagementEvents,
  now,
}: MetricsContext): Promise<Answer> {
  const { period, username } = readQuery(event, SUMMARY_PARAMETERS);
  // The counts alone: the events themselves are in the lists.
  const countsOnly = { limit: 0, ...(username !== undefined && { username }) };
  const [hours, dayBounces, dayComplaints, weekBounces, weekComplaints, suppressed, account] =
    await Promise.all([
      emails.hours(Math.max(WEEK_DAYS, PERIODS[period].days), username),
      emails.bounces({ days: 1, ...countsOnly }),
      emails.complaints({ days: 1, ...countsOnly }),
      emails.bounces({ days: 7, ...countsOnly }),
      emails.complaints({ days: 7, ...countsOnly }),
      emails.suppressionCounts(),
      quota(),
    ]);
  const [today, thisWeek] = [countsSince(hours, 1, now()), countsSince(hours, WEEK_DAYS, now())];
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
    period: periodOf(period, hours, now()),
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
