/** The sections of docs/operations.md that alarms and alerts refer to; each is a heading there. */
export type Runbook =
  | "a-function-fails"
  | "operations-wait-to-be-retried"
  | "parked-operations"
  | "mail-bounces"
  | "recipients-complain"
  | "the-sending-quota-is-nearly-used-up"
  | "ses-paused-us"
  | "recommendations-of-ses"
  | "a-record-cannot-be-applied"
  | "a-password-changes-or-a-login-ends"
  | "a-login-may-send-from-more-addresses"
  | "a-login-is-suspended"
  | "a-login-sent-from-an-address-it-may-not-use"
  | "a-login-was-stolen"
  | "a-login-has-many-bounces-complaints-or-sends-unusually-much"
  | "the-daily-digest"
  | "a-subscription-of-the-webhook-ended";

/** The last line of an alarm's description, or of an alert. */
export function runbookLine(runbook: Runbook): string {
  return `Runbook: docs/operations.md#${runbook}`;
}
