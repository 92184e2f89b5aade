import type { Summary } from "../../../api/emails";
import type { ConsoleContext } from "../../context";
import type { PeriodName } from "../../period";

const AGE_MS = 60_000;

/** What the first page is about, and the API if it is not asked for a period. */
export const USUAL_PERIOD: PeriodName = "7d";

/** One call of the API, which reads the counts of every login. */
export function summaryOf({ cache, emails }: ConsoleContext, period: PeriodName): Promise<Summary> {
  // An API of before there were periods knows the usual one.
  const query = period === USUAL_PERIOD ? {} : { period };
  return cache.get(`summary ${period}`, AGE_MS, () => emails.summary(query));
}
