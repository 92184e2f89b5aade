import { CORRELATION_ID } from "../../records/credential";
import type { StreamOrigin } from "../shared/manager-event";
import type { RecordStatus } from "../shared/record-statuses";

/**
 * How long after the API took its time a stream record can be of its write: three attempts of at most four seconds, and
 * the pauses between them.
 */
const MAX_WRITE_MS = 15_000;

/** Stream records have their time to the second, rounded down. */
const ROUNDED_MS = 1_000;

/**
 * The correlation id of the API request that a stream record comes from, so that the story of a request has one id. The
 * API leaves it in the record, where it stays when somebody changes the record by other means: so it counts only for what
 * was written right after it.
 *
 * @returns undefined if no request of the API wrote it
 */
export function requestIdOf(
  origin: StreamOrigin | undefined,
  status: RecordStatus | undefined,
): string | undefined {
  const { correlation_id, at } = status?.changed_by?.M ?? {};
  const [id = "", changedAt] = [correlation_id?.S, Date.parse(origin?.changedAt ?? "")];
  const delayMs = changedAt - Date.parse(at?.S ?? "");
  return CORRELATION_ID.test(id) && delayMs >= -ROUNDED_MS && delayMs <= MAX_WRITE_MS ? id : undefined;
}
