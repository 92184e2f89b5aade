import type { ReadRecord } from "./adapters/record-versions";
import type { Run } from "./ports";
import { readHints } from "./record";
import type { PreviousKey } from "./types";

/** Clocks of two machines may differ by this much. */
const MAX_SKEW_MS = 10_000;

/**
 * Logs times that cannot be right, and what counts in their place: a clock that was set back, and the end of a grace that
 * somebody wrote into the record.
 *
 * @param previous the previous login, as the lease item has it
 * @param now milliseconds since 1970
 */
export function warnOfOddTimes(
  { log }: Run,
  record: ReadRecord | undefined,
  previous: PreviousKey | undefined,
  now: number,
): void {
  const written = record?.attributes.updated_at;
  const aheadMs = Date.parse(String(written)) - now;
  if (typeof written === "string" && aheadMs > MAX_SKEW_MS)
    log.warn("a clock was set back: the record was written later than it is now", {
      at: written,
      milliseconds: aheadMs,
    });
  const shown = readHints(record?.attributes).previous;
  if (shown !== undefined && shown.id === previous?.id && shown.until !== previous.until)
    log.warn("previous_until was changed by hand, and has no effect", {
      previous: previous.id,
      until: new Date(previous.until).toISOString(),
    });
}
