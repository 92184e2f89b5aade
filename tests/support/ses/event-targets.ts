import type { EventTargets } from "../../../sandbox/ses/delivery/event-targets";

/** An event record, of which tests read some fields. */
export interface PublishedRecord {
  eventType: string;
  mail: {
    messageId: string;
    source: string;
    sourceArn: string;
    sendingAccountId: string;
    destination: string[];
    timestamp: string;
    headersTruncated: boolean;
    headers: { name: string; value: string }[];
    commonHeaders: Record<string, unknown>;
    tags: Record<string, string[]>;
  };
  send?: object;
  reject?: { reason: string };
  delivery?: { recipients: string[]; smtpResponse: string; processingTimeMillis: number };
  bounce?: {
    bounceType: string;
    bounceSubType: string;
    feedbackId: string;
    bouncedRecipients: { emailAddress: string; action: string; status: string; diagnosticCode: string }[];
  };
  complaint?: {
    complaintSubType: string | null;
    complaintFeedbackType?: string;
    feedbackId: string;
    complainedRecipients: { emailAddress: string }[];
  };
  deliveryDelay?: {
    delayType: string;
    delayedRecipients: { emailAddress: string }[];
    expirationTime: string;
  };
}

/** Where local SES's events end in tests: they are kept, with where each went. */
export class RecordedEvents implements EventTargets {
  readonly published: { topic: string; message: string; sourceArn: string }[] = [];
  readonly events: { detailType: string; detail: PublishedRecord; resources: readonly string[] }[] = [];
  /** What topics answer from now on. */
  refusal: string | undefined;

  async publish(topic: string, message: string, sourceArn: string): Promise<string | undefined> {
    if (this.refusal !== undefined) return this.refusal;
    this.published.push({ topic, message, sourceArn });
    return undefined;
  }

  async putEvent(event: { detailType: string; detail: object; resources: readonly string[] }): Promise<void> {
    this.events.push({ ...event, detail: event.detail as PublishedRecord });
  }

  /** The records that a topic got. */
  recordsAt(topic: string): PublishedRecord[] {
    return this.published
      .filter(message => message.topic === topic && message.message.startsWith("{"))
      .map(({ message }) => JSON.parse(message) as PublishedRecord);
  }
}
