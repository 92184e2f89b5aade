import type { CountRequest, RetriedMessages } from "../shared/recorder-event";

/** The fields used of an event. One of these, or {@link CountRequest}. */
export interface RecorderEvent extends Partial<RetriedMessages & CountRequest> {
  /** From SNS, or from `smtp-webhook` in the same form. */
  Records?: { Sns?: { Message?: string } }[];
  /** From EventBridge. */
  source?: string;
  detail?: unknown;
}

/**
 * The messages of SES in an event.
 *
 * @throws Error if there is none: nobody else may invoke the recorder
 */
export function messagesIn(event: RecorderEvent): string[] {
  if (event.Records !== undefined) return event.Records.map(({ Sns }) => Sns?.Message ?? "");
  if (event.messages !== undefined) return event.messages;
  if (event.detail !== undefined) return [JSON.stringify(event.detail)];
  throw new Error(
    "Invalid recorder event: expected Records of SNS, an event of EventBridge, messages, or count.",
  );
}
