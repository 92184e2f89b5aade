import type { BounceType } from "./models";

/** What SES reports about one message, whichever channel and shape it came by. Times are ISO 8601 in UTC. */
export type EmailEvent =
  | SendEvent
  | DeliveryEvent
  | DelayEvent
  | RejectEvent
  | RenderingFailureEvent
  | BounceEvent
  | ComplaintEvent
  | EngagementEvent
  | UnknownEvent;

/** The mail that an event is about. */
export interface EventMail {
  /** As SES assigned it. */
  messageId: string;
  sentAt: string;
  /** The envelope's sender without a display name; undefined if SES did not name it. */
  source: string | undefined;
  /** The login that sent it; undefined if it was not sent with one of this stack, or SES did not name it. */
  username: string | undefined;
  /** The IP address that the login sent it from; undefined in notifications of an identity. */
  sourceIp?: string | undefined;
  /** Of the account that sent it. */
  sendingAccountId: string | undefined;
}

interface Event {
  mail: EventMail;
  /** When it happened. */
  at: string;
}

/** SES accepted the message, and will try to deliver it. */
interface SendEvent extends Event {
  kind: "send";
  recipients: readonly string[];
}

interface DeliveryEvent extends Event {
  kind: "delivery";
  recipients: readonly string[];
  smtpResponse: string | undefined;
  processingMs: number | undefined;
}

/** Delivery failed for now; SES tries again. */
interface DelayEvent extends Event {
  kind: "delay";
  recipients: readonly string[];
  delayType: string | undefined;
  /** When SES will give up. */
  givesUpAt: string | undefined;
  diagnosticCode: string | undefined;
}

/** SES accepted the message and then found a virus in it. */
interface RejectEvent extends Event {
  kind: "reject";
  reason: string | undefined;
}

interface RenderingFailureEvent extends Event {
  kind: "rendering-failure";
  template: string | undefined;
}

export interface BounceEvent extends Event {
  kind: "bounce";
  bounceType: BounceType;
  /** `General`, `MailboxFull`, `OnAccountSuppressionList` and others. */
  subtype: string;
  recipients: readonly BouncedRecipient[];
  feedbackId: string;
  reportingMta: string | undefined;
}

export interface BouncedRecipient {
  address: string;
  /** RFC 3463, such as `5.1.1`. */
  status: string | undefined;
  diagnosticCode: string | undefined;
}

export interface ComplaintEvent extends Event {
  kind: "complaint";
  complaintType: string;
  subtype: string | undefined;
  /** Those who may have complained: most providers do not say who did. */
  recipients: readonly string[];
  feedbackId: string;
  userAgent: string | undefined;
  arrivalDate: string | undefined;
}

/** Only if the stack opts in to them. */
interface EngagementEvent extends Event {
  kind: "open" | "click" | "subscription";
  /** Tells events of one message apart. */
  detail: string;
}

/** A type of event that this version does not know. */
interface UnknownEvent extends Event {
  kind: "unknown";
  type: string;
}
