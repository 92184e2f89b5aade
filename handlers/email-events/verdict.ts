import { BOUNCE_RATES, COMPLAINT_RATES, type ReviewRates } from "../shared/review-rates";
import type { Counts } from "./models";

/** How SES would judge a rate, in the words of the API. */
interface Verdict {
  status: "healthy" | "at_risk" | "critical" | "too_few_sent";
  /** A sentence for a person. */
  detail: string;
}

interface Limits extends ReviewRates {
  readonly what: string;
}

const BOUNCES: Limits = { what: "bounce rate", ...BOUNCE_RATES };
const COMPLAINTS: Limits = { what: "complaint rate", ...COMPLAINT_RATES };

/** One bounce among fewer recipients says nothing. */
const MIN_SENT = 50;

export interface Rate {
  rate: number | null;
  verdict: Verdict;
}

/**
 * Permanent bounces among all recipients: what SES's own bounce rate is about. SES looks at a representative volume of
 * recent mail, not at a period of time, so that its own figure may differ.
 */
export function bounceRate({ sent, bounced_permanent }: Counts): Rate {
  return judge(bounced_permanent, sent, BOUNCES);
}

export function complaintRate({ sent, complaints }: Counts): Rate {
  return judge(complaints, sent, COMPLAINTS);
}

function judge(count: number, sent: number, { what, review, pause }: Limits): Rate {
  if (sent === 0)
    return { rate: null, verdict: { status: "too_few_sent", detail: "Nothing was sent in this period." } };
  const rate = count / sent;
  return { rate, verdict: verdictOf(rate, sent, { what, review, pause }) };
}

function verdictOf(rate: number, sent: number, { what, review, pause }: Limits): Verdict {
  if (sent < MIN_SENT)
    return {
      status: "too_few_sent",
      detail: `${sent === 1 ? "1 recipient is" : `${sent} recipients are`} too few to judge the ${what}.`,
    };
  const shown = `The ${what} is ${percent(rate)}`;
  if (rate >= pause)
    return { status: "critical", detail: `${shown}; at ${percent(pause)}, SES may pause sending.` };
  if (rate >= review)
    return {
      status: "at_risk",
      detail: `${shown}; at ${percent(review)}, SES may place the account under review.`,
    };
  return {
    status: "healthy",
    detail: `${shown}, below the ${percent(review)} at which SES reviews an account.`,
  };
}

function percent(rate: number): string {
  return `${Number((rate * 100).toFixed(2))}%`;
}
