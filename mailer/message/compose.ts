import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { Target } from "../config/target";
import { base64Size } from "../mime/base64";
import { multipart, type Part, textPart } from "../mime/part";
import { messageStream } from "../mime/write";
import { alternativePart, attachmentPart, calendarAttachment, isEightBit } from "./attachment-part";
import type { StoredAttachment } from "./attachments";
import type { CheckedMessage } from "./check";
import { headerFields } from "./header";

/** A message that can be written any number of times, always the same. */
export interface ComposedMessage {
  /** The Message-ID header: identifies duplicates on plain SMTP servers; SES replaces it with its own. */
  messageId: string;
  from: string;
  recipients: readonly string[];
  /** An estimate for the SIZE parameter (RFC 1870); undefined for small messages, where no server cares. */
  size?: number;
  /** Whether it has a part that 8BITMIME (RFC 6152) allows to be sent as it is. */
  hasEightBit: boolean;
  /** A new stream of the whole message (RFC 5322). */
  open(way?: Way): Readable;
}

interface Way {
  /** The server offers 8BITMIME; without it, every byte is ASCII. Default: false. */
  eightBit?: boolean;
  /** The reader keeps no chunk, which saves memory. Default: false. */
  reuseBuffers?: boolean;
}

/** A new Message-ID (RFC 5322, section 3.6.4) in the sender's domain. */
export function newMessageId(sender: string): string {
  return `<${flat(randomUUID())}@${sender.slice(sender.lastIndexOf("@") + 1)}>`;
}

/** A UUID is twenty strings joined, and a message in the queue would keep all of them alive. */
function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

/** @param recipients of the envelope: the checked message's, minus the suppressed ones */
export function compose(
  checked: CheckedMessage,
  messageId: string,
  recipients: readonly string[],
  attachments: readonly StoredAttachment[],
  target: Target,
): ComposedMessage {
  const header = headerFields(checked, messageId, new Date(), target);
  const boundary = `--_${randomUUID()}`;
  const size = attachments.reduce((sum, { content }) => sum + base64Size(content.size ?? 0), 0);
  return {
    messageId,
    from: checked.from.address,
    recipients,
    ...(size > MIN_STATED_SIZE && { size }),
    hasEightBit: attachments.some(isEightBit),
    open: ({ eightBit = false, reuseBuffers = false } = {}) =>
      messageStream(header, body(checked, attachments, eightBit), boundary, reuseBuffers),
  };
}

const MIN_STATED_SIZE = 1024 * 1024;

/** Text and its alternatives; the images of the HTML with it; and the attachments. */
function body(checked: CheckedMessage, attachments: readonly StoredAttachment[], eightBit: boolean): Part {
  const { html, icalEvent } = checked;
  const part = (attachment: StoredAttachment) => attachmentPart(attachment, eightBit);
  const related = html === undefined ? [] : attachments.filter(({ cid }) => cid !== undefined);
  const attached = attachments.filter(attachment => !related.includes(attachment)).map(part);
  if (icalEvent?.filename !== undefined)
    attached.push(calendarAttachment(icalEvent.content, icalEvent.filename));
  const forms = formsOf(checked, related.map(part));
  if (forms.length === 0 && attached.length === 0) return textPart("text/plain", [], "");
  return multipart("mixed", forms.length === 0 ? attached : [multipart("alternative", forms), ...attached]);
}

/** RFC 2046, section 5.1.4: from the plainest to the richest; a mail client shows the last one that it understands. */
function formsOf(
  { text, html, alternatives, icalEvent }: CheckedMessage,
  related: readonly Part[],
): readonly Part[] {
  const others = alternatives.map(alternative => ({
    part: alternativePart(alternative),
    // https://developers.google.com/workspace/gmail/ampemail: some mail clients show only the last part.
    isBeforeHtml: /^\s*text\/(x-amp-html|watch-html)\b/i.test(alternative.contentType),
  }));
  const parts = (isBeforeHtml: boolean) =>
    others.filter(other => other.isBeforeHtml === isBeforeHtml).map(({ part }) => part);
  return [
    ...(text === undefined || (text === "" && html !== undefined) ? [] : [textPart("text/plain", [], text)]),
    ...parts(true),
    ...(html === undefined ? [] : [multipart("related", [textPart("text/html", [], html), ...related])]),
    ...(icalEvent ? [textPart("text/calendar", [["method", icalEvent.method]], icalEvent.content)] : []),
    ...parts(false),
  ];
}
