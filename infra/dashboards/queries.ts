/**
 * Queries in the language of CloudWatch Logs Insights, which finds the fields of JSON entries by itself
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html). The fields are
 * those of handlers/shared/logging and of the metrics' entries; tests/infra/dashboards runs each query on entries of a
 * real run.
 */

/** Why logins could not be created or changed: an entry for each final failure, not for each attempt. */
export const FAILURES_BY_CODE = lines(
  "filter ispresent(CredentialsFailed)",
  "stats sum(CredentialsFailed) as failures, latest(@timestamp) as last_time, latest(username) as last_login, latest(correlation_id) as its_correlation_id by code",
  "sort failures desc",
  "limit 25",
);

/** Logins that took longest from the change of their record until SES accepted them. */
export const SLOWEST_ACTIVATIONS = lines(
  "filter ispresent(TimeToActive)",
  "fields @timestamp, username, TimeToActive / 1000 as seconds, correlation_id",
  "sort seconds desc",
  "limit 20",
);

/** How many records have each status, as the last sweeps counted them. */
export const STATUSES = lines(
  "filter ispresent(statuses.active)",
  "fields @timestamp, statuses.pending as pending, statuses.active as active, statuses.disabled as disabled, statuses.failed as failed, statuses.suspended as suspended",
  "sort @timestamp desc",
  "limit 7",
);

/** Which logins sent most: an entry for each message that SES accepted. */
export const MESSAGES_BY_LOGIN = lines(
  'filter email_event = "send"',
  'fields coalesce(username, "(no login of this stack)") as login',
  "stats count(*) as messages by login",
  "sort messages desc",
  "limit 10",
);

/** Reports of SES that put addresses on the suppression list; handlers/email-events/suppression-rule.ts has the rule. */
export const SUPPRESSIONS = lines(
  'filter (email_event = "bounce" and bounce_type = "permanent" and coalesce(bounce_subtype, "") != "OnAccountSuppressionList") or (email_event = "complaint" and coalesce(complaint_type, "") != "not-spam")',
  "fields bin(1d) as day",
  "stats sum(recipient_count) as addresses by day, email_event",
  "sort day desc",
  "limit 14",
);

/** What went wrong last, with the correlation id that `ses-smtp logs` takes. */
export const LATEST_ERRORS = lines(
  'filter level = "ERROR"',
  "fields @timestamp, service, message, username, error.code as code, error.message as error, correlation_id",
  "sort @timestamp desc",
  "limit 20",
);

/** How long the functions' operations take: one entry per invocation. */
export const OPERATIONS_BY_DURATION = lines(
  'filter message in ["done", "failed"] and ispresent(duration_ms)',
  "stats count(*) as runs, pct(duration_ms, 50) as p50_ms, pct(duration_ms, 95) as p95_ms, max(duration_ms) as max_ms by service, operation",
  "sort p95_ms desc",
  "limit 20",
);

/** The slowest invocations that X-Ray has a trace of. */
export const SLOWEST_TRACES = lines(
  "filter ispresent(trace_id) and ispresent(duration_ms)",
  "fields @timestamp, service, operation, duration_ms, trace_id, correlation_id",
  "sort duration_ms desc",
  "limit 10",
);

/** Everything about one login, or with a correlation id in its place, about one change. */
export const ONE_LOGINS_STORY = lines(
  "fields @timestamp, service, level, message, operation, status, error.code as code, error.message as error, correlation_id",
  'filter @message like /"john\\.doe"/',
  "sort @timestamp asc",
  "limit 1000",
);

/** Which login sent mail to an address, and what became of it. */
export const WHO_SENT_TO = lines(
  "fields @timestamp, email_event, username, source, message_id, smtp_response, diagnostic_code",
  'filter email_event in ["send", "delivery", "delay"] and @message like /(?i)"anna@example\\.com"/',
  "sort @timestamp desc",
  "limit 200",
);

function lines(...commands: readonly string[]): string {
  return commands.join("\n| ");
}
