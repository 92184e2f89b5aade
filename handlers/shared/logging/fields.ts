/** How a field's value is written; a value of another type is left out. */
interface Values {
  /** A string; what looks like a secret in it is removed. */
  text: string;
  texts: readonly string[];
  number: number;
  flag: boolean;
  /** Numbers by name. */
  counts: Readonly<Record<string, number>>;
  /** Anything that was thrown, or its {@link ErrorFields}; only these are written. */
  error: unknown;
}

/**
 * Everything that a log entry may contain beside time, level and message. A field that is not here is not written, so
 * nothing gets into the log because an object happened to carry it: a request, its headers, an answer of AWS.
 */
export const FIELDS = {
  // Of every entry of an invocation, as far as they are known.
  correlation_id: "text",
  trace_id: "text",
  request_id: "text",
  username: "text",
  operation: "text",
  duration_ms: "number",
  cold_start: "flag",
  // Events and retries.
  usernames: "texts",
  cause: "text",
  event_id: "text",
  event_name: "text",
  retry_count: "number",
  first_failed_at: "text",
  error_type: "text",
  delay_ms: "number",
  stops: "flag",
  messages: "number",
  ses_messages: "number",
  characters: "number",
  stream_arn: "text",
  shard_id: "text",
  first_sequence_number: "text",
  last_sequence_number: "text",
  // The API.
  action: "text",
  account_id: "text",
  user_arn: "text",
  user_id: "text",
  outcome: "number",
  problem: "text",
  // Steps of the manager.
  kind: "text",
  code: "text",
  status: "text",
  user: "text",
  key: "text",
  previous: "text",
  until: "text",
  login: "text",
  policy: "text",
  drift: "texts",
  blockers: "texts",
  milliseconds: "number",
  reason: "text",
  size: "number",
  others: "texts",
  boundary_arn: "text",
  path: "text",
  smtp_host: "text",
  last_answer: "text",
  notice: "text",
  audience: "text",
  // Sweeps.
  dry_run: "flag",
  everyone: "flag",
  consent: "flag",
  counts: "counts",
  statuses: "counts",
  records: "number",
  users: "number",
  inspected: "number",
  not_inspected: "number",
  sent: "number",
  booked: "number",
  finding: "text",
  detail: "text",
  at: "text",
  evidence: "text",
  // Events of SES: docs/events.md.
  email_event: "text",
  message_id: "text",
  source: "text",
  recipients: "texts",
  recipient_count: "number",
  smtp_response: "text",
  processing_ms: "number",
  delay_type: "text",
  gives_up_at: "text",
  diagnostic_code: "text",
  template: "text",
  bounce_type: "text",
  bounce_subtype: "text",
  complaint_type: "text",
  type: "text",
  marks: "number",
  items: "number",
  is_complete: "flag",
  // Violations.
  sent_at: "text",
  kinds: "texts",
  senders: "texts",
  configuration_set: "text",
  source_ip: "text",
  suspended: "flag",
  repeated: "flag",
  // The circuit breaker.
  rule: "text",
  // Receiving rules.
  rules: "number",
  pattern: "text",
  patterns: "texts",
  topic_arn: "text",
  error: "error",
} as const satisfies Record<string, keyof Values>;

/** The fields of an entry; those that are undefined are left out. */
export type LogFields = {
  readonly [Name in keyof typeof FIELDS]?: Values[(typeof FIELDS)[Name]] | undefined;
};

/** How a field is written; undefined for an unknown field. */
export function kindOf(name: string): keyof Values | undefined {
  return Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof typeof FIELDS] : undefined;
}
