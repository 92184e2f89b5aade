import type * as z from "zod/mini";
import type { Answer } from "../http/answer";
import { readQuery } from "../http/query";
import { activityOf } from "./activity";
import type { MetricsContext } from "./context";
import { EVENT_PARAMETERS } from "./parameters";
import type { bounces, complaints, violations } from "./schemas";
import { byMost, countsOf, shownUsername, sumOf } from "./shares";
import { bounceRate, complaintRate } from "../../email-events/verdict";

export async function getBounces({ event, emails, engagementEvents }: MetricsContext): Promise<Answer> {
  const query = readQuery(event, EVENT_PARAMETERS);
  const { days, limit, offset, username } = query;
  const [report, counts, suppressed] = await Promise.all([
    emails.bounces(readerQuery(query)),
    emails.counts(days, username),
    emails.suppressionCounts(),
  ]);
  const all = sumOf(counts.values());
  const { rate, verdict } = bounceRate(all);
  const body: z.infer<typeof bounces> = {
    ...{ period_days: days, total: report.total, limit, offset, sent: all.sent },
    ...activityOf(all, engagementEvents),
    bounce_counts: report.counts,
    top_bouncing_domains: [...report.topDomains],
    recent_bounces: report.events.map(bounce => ({
      email: bounce.email,
      type: bounce.bounce_type,
      subtype: bounce.bounce_subtype,
      timestamp: bounce.timestamp,
      diagnostic: bounce.diagnostic_code ?? null,
      username: shownUsername(bounce.username),
      message_id: bounce.message_id,
      suppressed: bounce.suppressed,
    })),
    total_suppressions: Object.values(suppressed).reduce((sum, each) => sum + each, 0),
    bounce_rate: rate,
    verdict,
    by_username: byMost(report.byUsername).map(([name, count]) => {
      const own = countsOf(counts, name);
      return { username: shownUsername(name), bounces: count, sent: own.sent, rate: bounceRate(own).rate };
    }),
  };
  return { status: 200, body };
}

export async function getComplaints({ event, emails }: MetricsContext): Promise<Answer> {
  const query = readQuery(event, EVENT_PARAMETERS);
  const { days, limit, offset, username } = query;
  const [report, counts] = await Promise.all([
    emails.complaints(readerQuery(query)),
    emails.counts(days, username),
  ]);
  const all = sumOf(counts.values());
  const { rate, verdict } = complaintRate(all);
  const body: z.infer<typeof complaints> = {
    ...{ period_days: days, total: report.total, limit, offset, sent: all.sent },
    complaint_types: { abuse: 0, unspecified: 0, ...report.counts },
    top_complaining_domains: [...report.topDomains],
    recent_complaints: report.events.map(complaint => ({
      email: complaint.email,
      type: complaint.complaint_type,
      timestamp: complaint.timestamp,
      user_agent: complaint.user_agent ?? null,
      username: shownUsername(complaint.username),
      message_id: complaint.message_id,
      suppressed: complaint.suppressed,
    })),
    complaint_rate: rate,
    verdict,
    by_username: byMost(report.byUsername).map(([name, count]) => {
      const own = countsOf(counts, name);
      return {
        username: shownUsername(name),
        complaints: count,
        sent: own.sent,
        rate: complaintRate(own).rate,
      };
    }),
  };
  return { status: 200, body };
}

/** Messages that logins sent and may not send. They are few: no rate is judged. */
export async function getViolations({ event, emails }: MetricsContext): Promise<Answer> {
  const query = readQuery(event, EVENT_PARAMETERS);
  const { days, limit, offset } = query;
  const report = await emails.violations(readerQuery(query));
  const body: z.infer<typeof violations> = {
    ...{ period_days: days, total: report.total, limit, offset },
    violation_kinds: report.counts,
    recent_violations: report.events.map(violation => ({
      email: violation.email,
      kinds: violation.kinds,
      timestamp: violation.timestamp,
      username: violation.username,
      message_id: violation.message_id,
      envelope_sender: violation.envelope_sender ?? null,
      configuration_set: violation.configuration_set ?? null,
    })),
    by_username: byMost(report.byUsername).map(([username, count]) => ({ username, violations: count })),
  };
  return { status: 200, body };
}

interface EventQuery {
  days: number;
  limit: number;
  offset: number;
  username: string | undefined;
}

/** With `exactOptionalPropertyTypes`, an absent property is not one that is undefined. */
function readerQuery({ username, ...others }: EventQuery) {
  return { ...others, ...(username === undefined ? {} : { username }) };
}
