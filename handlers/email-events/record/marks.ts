import { createHash } from "node:crypto";
import { hourOf, type Counter, markPartition, UNATTRIBUTED } from "../../../records/email-events";
import type { ItemKey } from "../../../records/keys";
import { suppressionKey } from "../../../records/keys";
import type { EmailEvent } from "../events";
import { isSimulator } from "../../../records/simulator";
import type { Values } from "../table";
import { sourceOf } from "./evidence";

type SendEvent = Extract<EmailEvent, { kind: "send" }>;

/** Something to be counted once, however often it is reported. Its key is the same for every repetition. */
export interface Mark {
  username: string;
  /** Of the counts that it belongs to: yyyy-mm-ddThh. */
  hour: string;
  counter: Counter;
  /** What is counted: a message, or one of its recipients. */
  subject: string;
  /** Of a message that was sent. */
  sent?: SentMessage;
}

/** What a message adds to the counts, and where it came from. */
interface SentMessage {
  recipients: number;
  /** How many of them are of SES's mailbox simulator. */
  simulated: number;
  /** A hash of the network that it was sent from. */
  source: string | undefined;
  /** ISO 8601. */
  at: string;
}

/** The attributes of a mark that counting reads. */
export const COUNTED_ATTRIBUTES = ["SK", "n", "m"];

/** The sort keys of messages that were sent begin with this. */
export const SENT_PREFIX = `${"sent_messages" satisfies Counter}#`;

/** Contains no address: only a hash that means nothing without the message, and one of a network. */
export function markItem({ username, hour, counter, subject, sent }: Mark): ItemKey & Values {
  return {
    PK: markPartition(username, hour),
    SK: `${counter}#${subject}`,
    ...(sent !== undefined && {
      n: sent.recipients,
      ...(sent.simulated > 0 && { m: sent.simulated }),
      ...(sent.source !== undefined && { s: sent.source }),
      at: sent.at,
    }),
  };
}

/** @param item with {@link COUNTED_ATTRIBUTES}. @returns what a mark counts */
export function countedBy({ SK, n, m }: Values): Partial<Record<Counter, number>> {
  const sk = String(SK);
  const counter = sk.slice(0, sk.indexOf("#")) as Counter;
  if (counter !== "sent_messages") return { [counter]: 1 };
  return { sent_messages: 1, sent: numberOr(1, n), sent_simulated: numberOr(0, m) };
}

/** Identifies one recipient of one message. */
export function recipientSubject(messageId: string, recipient: string): string {
  return `${messageId}#${hash(`${messageId} ${suppressionKey(recipient)}`)}`;
}

/**
 * The marks of an event, except of bounces and complaints, which depend on what is recorded already. They belong to the
 * hour in which the mail was sent: with the same hour, repetitions by another channel have the same key.
 */
export function marksOf(event: EmailEvent): Mark[] {
  const { mail } = event;
  const { messageId, username = UNATTRIBUTED } = mail;
  const mark = (counter: Counter, subject: string): Mark => ({
    username,
    hour: hourOf(mail.sentAt),
    counter,
    subject,
  });
  switch (event.kind) {
    case "send":
      return [{ ...mark("sent_messages", messageId), sent: sentMessage(username, event) }];
    case "delivery":
      return event.recipients.map(each => mark("delivered", recipientSubject(messageId, each)));
    case "delay":
      return event.recipients.map(each => mark("delayed", recipientSubject(messageId, each)));
    case "reject":
      return [mark("rejected_messages", messageId)];
    case "rendering-failure":
      return [mark("rendering_failures", messageId)];
    case "open":
      return [mark("opened_messages", messageId)];
    case "click":
      return [mark("clicks", `${messageId}#${hash(event.detail)}`)];
    case "subscription":
      return [mark("subscriptions", `${messageId}#${hash(event.detail)}`)];
    case "unknown":
      return [mark("unknown", `${messageId}#${hash(event.type)}`)];
    case "bounce":
    case "complaint":
      return [];
  }
}

function sentMessage(username: string, { mail, recipients }: SendEvent): SentMessage {
  return {
    recipients: recipients.length,
    simulated: recipients.filter(isSimulator).length,
    source: sourceOf(username, mail.sourceIp),
    at: mail.sentAt,
  };
}

function numberOr(otherwise: number, value: unknown): number {
  return Number.isSafeInteger(value) ? Number(value) : otherwise;
}

/** 96 bits, so that no two marks of a day collide. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
