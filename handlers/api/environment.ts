import type { SenderRulesEnvironment } from "../reconciler/settings";

/** The environment variables of `smtp-api`. */
export interface ApiEnvironment extends SenderRulesEnvironment {
  TABLE_NAME: string;
  /** How long events are kept; the API counts what was recorded since somebody last asked. */
  EVENT_RETENTION_DAYS: string;
  /** The attribute by which DynamoDB removes items whose time is over. */
  TTL_ATTRIBUTE: string;
  /** What SES reports besides what becomes of mail: `open`, `click`, `subscription`, separated by commas; or `none`. */
  ENGAGEMENT_EVENTS: string;
  /** The beginning of the names that Prometheus reads. */
  METRICS_PREFIX: string;
}
