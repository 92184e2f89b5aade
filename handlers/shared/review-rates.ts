/** Rates at which SES acts on an account, as shares of what it sent. */
export interface ReviewRates {
  /** SES reviews an account from here on. */
  readonly review: number;
  /** SES may pause an account's sending from here on. */
  readonly pause: number;
}

/** https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce.html */
export const BOUNCE_RATES: ReviewRates = { review: 0.05, pause: 0.1 };
/** https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-complaint.html */
export const COMPLAINT_RATES: ReviewRates = { review: 0.001, pause: 0.005 };
