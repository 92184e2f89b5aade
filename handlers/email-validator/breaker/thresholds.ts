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

/**
 * A healthy login may be taken for a bad one this often, each time it is judged. Complaints are few, and a usual list has
 * far fewer than the healthy share, so that more of a chance stops nobody there.
 */
const MAX_CHANCE = { bounce: 1e-4, complaint: 1e-3 } as const;

/**
 * Whether a rate is above the limit, and not by chance: with 200 recipients, 18 bounces and not 11; with 1,000, 53 and not
 * 51; from 1,200 recipients on, the limit alone decides.
 */
export function isAboveLimit(type: keyof typeof LEAST, count: number, sent: number, limit: number): boolean {
  return count > sent * limit && chanceOf(count, sent * limit * HEALTHY_SHARE[type]) <= MAX_CHANCE[type];
}

/**
 * How likely it is that there are at least so many of something rare (a Poisson distribution), or a little more than that.
 *
 * @param mean below the count
 */
function chanceOf(count: number, mean: number): number {
  let logarithm = -mean;
  for (let index = 1; index <= count; index++) logarithm += Math.log(mean / index);
  return (Math.exp(logarithm) * (count + 1)) / (count + 1 - mean);
}
