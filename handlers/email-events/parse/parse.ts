import type { EmailEvent } from "../events";
import { readMail } from "./mail";
import { addresses, READERS } from "./readers";
import { type Fields, fields, shortened, text, time } from "./values";

/** A message that SES sent, once it is parsed. */
export type ParsedMessage =
  | { kind: "event"; event: EmailEvent }
  /** Plain text by which SES tests a topic. */
  | { kind: "notice" }
  /** It is about no mail, and `problem` says why. */
  | { kind: "invalid"; problem: string };

/**
 * SES publishes this once to a topic that becomes an event destination; it is not JSON:
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
 */
const NOTICE = /^Successfully validated SNS topic\b/;

/** Of an unknown type, in a key of the table. */
const MAX_TYPE_LENGTH = 60;

/**
 * Parses a message of SES: an event that a configuration set publishes (`eventType`), by SNS or EventBridge, or a
 * notification of an identity (`notificationType`). Unknown fields are ignored, and missing ones replaced where the
 * event still makes sense: AWS says that it may add fields.
 *
 * @param receivedAt in place of a missing time; ISO 8601
 */
export function parseMessage(message: string, receivedAt: string): ParsedMessage {
  if (NOTICE.test(message)) return { kind: "notice" };
  try {
    return parseEvent(JSON.parse(message), receivedAt);
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: "invalid", problem: "is not JSON" };
    throw error;
  }
}

/** @param value parsed JSON: a message of SES, or the event of EventBridge around it */
export function parseEvent(value: unknown, arrivedAt: string): ParsedMessage {
  const { message, receivedAt } = unwrapped(fields(value), arrivedAt);
  const type = text(message.eventType) ?? text(message.notificationType);
  if (type === undefined) return { kind: "invalid", problem: "has neither eventType nor notificationType" };
  const mail = readMail(message.mail, receivedAt);
  if (mail === undefined) return { kind: "invalid", problem: "has no mail.messageId" };
  const reader = READERS.get(type.toLowerCase().replaceAll(" ", ""));
  if (reader === undefined) {
    const name = shortened(type, MAX_TYPE_LENGTH) ?? "";
    return { kind: "event", event: { kind: "unknown", mail, at: mail.sentAt, type: name } };
  }
  const destination = addresses(fields(message.mail).destination) ?? [];
  const event = reader.read(fields(message[reader.property]), { mail, destination, receivedAt });
  return event === undefined
    ? { kind: "invalid", problem: `${type} names no recipient` }
    : { kind: "event", event };
}

/** Without EventBridge's envelope: https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
function unwrapped(message: Fields, receivedAt: string): { message: Fields; receivedAt: string } {
  if (message["detail-type"] === undefined || message.detail === undefined) return { message, receivedAt };
  return { message: fields(message.detail), receivedAt: time(message.time) ?? receivedAt };
}
