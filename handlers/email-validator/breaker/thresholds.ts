/** What the settings decide. */
export interface Thresholds {
  /** Fewer recipients in a day (bounces, complaints) or an hour (bursts) say nothing. */
  minRecipients: number;
  /** Of all recipients of a day, from 0 to 1. */
  bounceRate: number;
  complaintRate: number;
  /** How many times the usual volume of an hour is a burst. */
  burstFactor: number;
}

/**
 * SES reviews accounts from these rates on: https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce.html,
 * https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-complaint.html.
 */
export const DEFAULT_THRESHOLDS: Thresholds = {
  minRecipients: 50,
  bounceRate: 0.05,
  complaintRate: 0.001,
  burstFactor: 10,
};

/** How many recipients must have bounced or complained, and in how many domains: one provider's trouble is not the login's. */
export const LEAST = {
  bounce: { recipients: 10, domains: 3 },
  complaint: { recipients: 3, domains: 2 },
} as const;

/**
 * Part of the limit at which a login may be every day: 3% bounces, 0.03% complaints. A rate is judged after every few
 * events, so that one of a healthy login is above the limit at some time, by chance, while few mails were sent.
 */
const HEALTHY_SHARE = { bounce: 0.6, complaint: 0.3 } as const;

/** Standard deviations. */
const CHANCE = 3.5;

/**
 * Whether a rate is above the limit, and not by chance: with 200 recipients, 15 bounces and not 11; up to 115 and from
 * 920 recipients on, the limits alone decide.
 */
export function isAboveLimit(type: keyof typeof LEAST, count: number, sent: number, limit: number): boolean {
  const healthy = sent * limit * HEALTHY_SHARE[type];
  return count > sent * limit && count >= healthy + CHANCE * Math.sqrt(healthy);
}
