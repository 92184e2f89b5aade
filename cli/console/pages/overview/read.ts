import type { Summary } from "../../../api/emails";
import type { ConsoleContext } from "../../context";

const AGE_MS = 60_000;

/** One call of the API, which reads the counts of every login. */
export function summaryOf({ cache, emails }: ConsoleContext): Promise<Summary> {
  return cache.get("summary", AGE_MS, () => emails.summary());
}
