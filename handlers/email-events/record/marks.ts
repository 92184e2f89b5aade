import { createHash } from "node:crypto";
import { hourOf, type Counter, markPartition, UNATTRIBUTED } from "../../../records/email-events";
import type { ItemKey } from "../../../records/keys";
import { suppressionKey } from "../../../records/keys";
import type { EmailEvent } from "../events";

/** Something to be counted once, however often it is reported. Its key is the same for every repetition. */
export interface Mark {
  username: string;
  /** Of the counts that it belongs to: yyyy-mm-ddThh. */
  hour: string;
  counter: Counter;
  /** What is counted: a message, or one of its recipients. */
  subject: string;
  /** How many recipients a message has. */
  recipients?: number;
}

/** Contains no address: only a hash that means nothing without the message. */
export function markItem({ username, hour, counter, subject, recipients }: Mark): ItemKey & { n?: number } {
  return {
    PK: markPartition(username, hour),
    SK: `${counter}#${subject}`,
    ...(recipients !== undefined && { n: recipients }),
  };
}

/** @returns what a mark counts, by its sort key and `n` */
export function countedBy(sk: string, n: unknown): Partial<Record<Counter, number>> {
  const counter = sk.slice(0, sk.indexOf("#")) as Counter;
  if (counter !== "sent_messages") return { [counter]: 1 };
  return { sent_messages: 1, sent: typeof n === "number" ? n : 1 };
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
      return [{ ...mark("sent_messages", messageId), recipients: event.recipients.length }];
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

/** 96 bits, so that no two marks of a day collide. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
