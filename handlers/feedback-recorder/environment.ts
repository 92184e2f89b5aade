import type { NoticeEnvironment } from "../shared/notices";
import type { ParkingEnvironment } from "../shared/park";

/** The environment variables of `smtp-feedback-recorder`. */
export interface RecorderEnvironment extends ParkingEnvironment, NoticeEnvironment {
  TABLE_NAME: string;
  VALIDATOR_FUNCTION_NAME: string;
  /** How long events are kept. */
  EVENT_RETENTION_DAYS: string;
  /** The share of the account's sending quota from which administrators are alerted. */
  QUOTA_ALERT: string;
  /** The attribute by which DynamoDB removes items whose time is over. */
  TTL_ATTRIBUTE: string;
  /**
   * What the daily run deletes, because DynamoDB does not: `everything` that has expired, only `suppressions` (their
   * attribute is another than the table's), or `nothing`.
   */
  DELETE_EXPIRED: string;
}
