import type { EmailEventReader, SuppressionWriter } from "../../email-events/reader-types";
import type { EngagementEvent } from "./activity";
import type { ApiEvent, Caller } from "../http/event";
import type { Quota } from "../../shared/ses-account";

/** What the operations on events and suppressions work with. */
export interface MetricsContext {
  event: ApiEvent;
  caller: Caller;
  now: () => Date;
  emails: EmailEventReader & SuppressionWriter;
  /** The account's; undefined if SES does not tell at the moment. */
  quota: () => Promise<Quota | undefined>;
  /** What SES is asked to report besides what becomes of mail. */
  engagementEvents: readonly EngagementEvent[];
  /** Of the names that Prometheus reads, such as `ses_smtp`. */
  metricsPrefix: string;
}
