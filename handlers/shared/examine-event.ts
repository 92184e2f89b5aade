/** What `smtp-feedback-recorder` sends to `smtp-email-validator` when it has recorded bounces or complaints. */
export interface ExamineEvent {
  /** The logins that sent the mail: the circuit breaker examines them. */
  examine: { usernames: readonly string[] };
  /** Appears in log entries. */
  correlationId: string;
}
