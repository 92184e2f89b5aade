/** The environment variables of `smtp-webhook`. */
export interface WebhookEnvironment {
  /** ARNs of the topics whose messages are accepted, separated by commas. */
  WEBHOOK_TOPIC_ARNS: string;
  RECORDER_FUNCTION_NAME: string;
  ALERT_TOPIC_ARN: string;
}
