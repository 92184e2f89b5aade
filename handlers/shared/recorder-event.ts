/** What `smtp-dlq-processor` sends to `smtp-feedback-recorder`: messages of SES that could not be recorded before. */
export interface RetriedMessages {
  /** As SES sent them: JSON. */
  messages: string[];
  /** How often they were retried, this time included. */
  retryCount: number;
  /** When it first failed; ISO 8601. */
  firstFailedAt: string;
}

/** Asks the recorder to count what was marked. */
export interface CountRequest {
  /** `cause` is a label for the log. */
  count: { cause: string };
}

/** Source of the events of SES on EventBridge: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html. */
export const SES_EVENT_SOURCE = "aws.ses";
