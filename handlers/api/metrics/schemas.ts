import * as z from "zod/mini";
import { SUPPRESSION_REASONS } from "../../../records/email-events";
import { readAddress } from "../../shared/email-address";

/**
 * The shapes of what the metrics routes take and answer; docs/openapi.yaml is generated from them. Their fields are those
 * of the application whose clients keep working here, and more.
 */

/** The periods that a summary can be of. */
export const PERIOD_NAMES = ["24h", "7d", "30d"] as const;

const count = z.int();
const reason = z.enum(SUPPRESSION_REASONS);

const verdict = z.object({
  status: z.enum(["healthy", "at_risk", "critical", "too_few_sent"]),
  detail: z.string(),
});

/** Null if nothing was sent. */
const rate = z.nullable(z.number());

const domainCount = z.object({ domain: z.string(), count });

const page = {
  period_days: count,
  /** Events of the period, of which `offset` were left out and at most `limit` are shown. */
  total: count,
  limit: count,
  offset: count,
  /** Recipients that mail was sent to. */
  sent: count,
};

/** Opens, clicks and subscriptions are left out where SES is not asked to report them (`engagementEvents`). */
const activity = {
  /** Recipients whose servers did not accept a message at first. */
  delayed: count,
  /** Messages, however often each was opened. */
  opened_messages: z.optional(count),
  /** Clicks on links. */
  clicks: z.optional(count),
  /** Changes of what recipients subscribe to. */
  subscriptions: z.optional(count),
};

/** What became of the mail of a time. Of bounces, the permanent ones. */
const figures = {
  sent: count,
  delivered: count,
  bounces: count,
  bounce_rate: rate,
  complaints: count,
  complaint_rate: rate,
};

/** Who sent the mail; `username` is null for mail of no credential. */
const share = { username: z.nullable(z.string()), sent: count, rate };

export const bounces = z.object({
  ...page,
  ...activity,
  bounce_counts: z.object({ permanent: count, transient: count, undetermined: count }),
  top_bouncing_domains: z.array(domainCount),
  recent_bounces: z.array(
    z.object({
      email: z.string(),
      type: z.enum(["permanent", "transient", "undetermined"]),
      subtype: z.string(),
      timestamp: z.string(),
      diagnostic: z.nullable(z.string()),
      username: z.nullable(z.string()),
      message_id: z.string(),
      suppressed: z.boolean(),
    }),
  ),
  total_suppressions: count,
  /** Permanent bounces of all recipients. */
  bounce_rate: rate,
  verdict,
  by_username: z.array(z.object({ ...share, bounces: count })),
});

export const complaints = z.object({
  ...page,
  complaint_types: z.record(z.string(), count),
  top_complaining_domains: z.array(domainCount),
  recent_complaints: z.array(
    z.object({
      email: z.string(),
      type: z.string(),
      timestamp: z.string(),
      user_agent: z.nullable(z.string()),
      username: z.nullable(z.string()),
      message_id: z.string(),
      suppressed: z.boolean(),
    }),
  ),
  complaint_rate: rate,
  verdict,
  by_username: z.array(z.object({ ...share, complaints: count })),
});

export const violations = z.object({
  ...{ period_days: count, total: count, limit: count, offset: count },
  /** By what the messages break; several are joined with a plus sign. */
  violation_kinds: z.record(z.string(), count),
  recent_violations: z.array(
    z.object({
      /** A sender that the login may not use, or that of a message that breaks another rule. */
      email: z.string(),
      kinds: z.array(z.string()),
      /** When SES accepted the message. */
      timestamp: z.string(),
      username: z.string(),
      message_id: z.string(),
      envelope_sender: z.nullable(z.string()),
      configuration_set: z.nullable(z.string()),
    }),
  ),
  by_username: z.array(z.object({ username: z.string(), violations: count })),
});

export const suppression = z.object({
  email: z.string(),
  reason,
  source: z.string(),
  created_at: z.string(),
  /** Null: never. */
  expires_at: z.nullable(z.string()),
  is_permanent: z.boolean(),
});

const byReason = z.object({ bounce: count, complaint: count, manual: count });

export const suppressions = z.object({
  total: count,
  limit: count,
  offset: count,
  by_reason: byReason,
  suppressions: z.array(suppression),
});

export const removed = z.object({ message: z.string(), email: z.string() });

export const summary = z.object({
  last_24_hours: z.object({ sent: count, delivered: count, bounces: count, complaints: count, ...activity }),
  last_7_days: z.object({
    sent: count,
    delivered: count,
    bounce_breakdown: z.object({ permanent: count, transient: count, undetermined: count }),
    complaints: count,
    bounce_rate: rate,
    bounce_verdict: verdict,
    complaint_rate: rate,
    complaint_verdict: verdict,
    ...activity,
  }),
  /** The period that was asked for: all of it, and each of its hours or days. */
  period: z.object({
    name: z.enum(PERIOD_NAMES),
    ...figures,
    bounce_verdict: verdict,
    complaint_verdict: verdict,
    /** 24 hours, or 7 or 30 days (UTC), the current one included, the oldest first. */
    points: z.array(z.object({ start: z.string(), ...figures })),
  }),
  suppressions: z.object({ total: count, by_reason: byReason }),
  /** Recipients in 24 hours; null if SES does not tell at the moment. */
  quota: z.nullable(z.object({ used: z.number(), max: z.number(), max_per_second: z.number() })),
});

const ADDRESS_REMEDY = 'use an address such as "jane@example.com"';
const TIME_REMEDY = 'use a time in the future with its time zone, such as "2030-01-31T18:00:00Z"';

export const suppressionBody = z.strictObject(
  {
    email: z
      .string({ error: ADDRESS_REMEDY })
      .check(z.refine(text => readAddress(text) !== undefined, { error: ADDRESS_REMEDY })),
    expires_at: z.optional(z.nullable(z.iso.datetime({ offset: true, error: TIME_REMEDY }))),
  },
  { error: "use a JSON object" },
);
