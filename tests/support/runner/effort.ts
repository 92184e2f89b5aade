/** Set by the runner in the workers of `npm test -- --fast`. */
export const FAST_VARIABLE = "SES_SMTP_FAST_TESTS";

/** In fast runs, random searches try this part of what the whole suite tries: the first ones, with the same seed. */
const PART = 1 / 5;

/** How many cases a random search tries, given how many it tries in the whole suite. */
export function searches(whole: number): number {
  return process.env[FAST_VARIABLE] === undefined ? whole : Math.ceil(whole * PART);
}
