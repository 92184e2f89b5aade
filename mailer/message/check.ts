import { Readable } from "node:stream";
import { hasControlCharacter } from "../config/checker";
import { MailerError } from "../errors/mailer-error";
import { type Mailbox, parseAddress } from "./addresses";
import type { AddressInput, Attachment, ListUnsubscribe, Message } from "./types";

/** SES's limit, To, Cc and Bcc together: https://docs.aws.amazon.com/ses/latest/dg/quotas.html. */
const SES_MOST_RECIPIENTS = 50;

/** A message whose every field was read; nothing in it can start a header line of its own. */
export interface CheckedMessage {
  from: Mailbox;
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  replyTo: readonly Mailbox[];
  /** The envelope's: To, Cc and Bcc, each once. */
  recipients: readonly string[];
  message: Message;
}

export interface SenderDefaults {
  provider: "ses" | "smtp";
  fromEmail: string;
  fromName?: string;
}

/** @throws MailerError `invalid_message` with all faults */
export function checkMessage(message: Message, defaults: SenderDefaults): CheckedMessage {
  const faults = new Faults();
  const from = faults.mailbox("from", message.from ?? sender(defaults));
  const to = faults.mailboxes("to", message.to);
  const cc = faults.mailboxes("cc", message.cc);
  const bcc = faults.mailboxes("bcc", message.bcc);
  const replyTo = faults.mailboxes("replyTo", message.replyTo);
  const recipients = [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))];
  if (recipients.length === 0 && faults.list.length === 0) faults.add("to", "no recipient is given");
  if (defaults.provider === "ses" && recipients.length > SES_MOST_RECIPIENTS) {
    faults.add(
      "to",
      `${recipients.length} recipients, and SES takes ${SES_MOST_RECIPIENTS} a message: split it`,
    );
  }
  if (typeof message.subject !== "string") faults.add("subject", "is missing");
  else faults.line("subject", message.subject);
  for (const [index, attachment] of (message.attachments ?? []).entries()) {
    checkAttachment(attachment, `attachments[${index}]`, faults);
  }
  if (message.listUnsubscribe) checkListUnsubscribe(message.listUnsubscribe, faults);
  for (const [name, value] of Object.entries(message.tags ?? {})) checkTag(name, value, faults);
  const { configurationSet, headers = {} } = message;
  if (configurationSet !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(configurationSet)) {
    faults.add("configurationSet", "may hold letters, digits, - and _, up to 64");
  }
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value, faults);
  faults.throwIfAny();
  return { from: from ?? { address: "" }, to, cc, replyTo, recipients, message };
}

class Faults {
  readonly list: { key: string; message: string }[] = [];

  add(key: string, message: string): void {
    this.list.push({ key, message });
  }

  /** One line of text, whatever its letters. */
  line(key: string, value: unknown): void {
    if (typeof value !== "string") this.add(key, "must be a text");
    else if (hasControlCharacter(value)) this.add(key, "holds a line break or another control character");
  }

  mailbox(key: string, input: AddressInput): Mailbox | undefined {
    const parsed = typeof input === "string" ? parseAddress(input) : parseAddress(input.address);
    const name = typeof input === "string" ? parsed?.name : input.name;
    const texts = typeof input === "string" ? [input] : [input.address, input.name ?? ""];
    if (texts.some(hasControlCharacter)) this.add(key, "holds a line break or another control character");
    else if (!parsed) this.add(key, `${JSON.stringify(texts[0])} is not one e-mail address`);
    else return name === undefined ? { address: parsed.address } : { address: parsed.address, name };
    return undefined;
  }

  mailboxes(key: string, input: AddressInput | readonly AddressInput[] | undefined): Mailbox[] {
    const inputs = input === undefined ? [] : Array.isArray(input) ? input : [input];
    return (inputs as AddressInput[]).flatMap(one => this.mailbox(key, one) ?? []);
  }

  throwIfAny(): void {
    if (this.list.length === 0) return;
    const text = this.list.map(({ key, message }) => `${key}: ${message}`).join("; ");
    throw new MailerError("invalid_message", `The message cannot be sent: ${text}.`, { faults: this.list });
  }
}

function sender({ fromEmail, fromName }: SenderDefaults): Mailbox {
  return fromName === undefined ? { address: fromEmail } : { address: fromEmail, name: fromName };
}

function checkAttachment(attachment: Attachment, key: string, faults: Faults): void {
  const { filename, content, path, contentType, cid } = attachment;
  for (const [field, value] of Object.entries({ filename, contentType, cid, path })) {
    if (value !== undefined) faults.line(`${key}.${field}`, value);
  }
  if ((content === undefined) === (path === undefined)) faults.add(key, "needs either content or path");
  if (content instanceof Readable && (content.readableDidRead || content.destroyed)) {
    faults.add(`${key}.content`, "the stream was read before: give a new one");
  }
}

function checkListUnsubscribe({ url, mailto }: ListUnsubscribe, faults: Faults): void {
  if (url === undefined && mailto === undefined) faults.add("listUnsubscribe", "needs url or mailto");
  // RFC 8058, section 3.1: one https URI. Angle brackets would end it.
  if (url !== undefined && !/^https:\/\/[!-;=?-~]+$/.test(url)) {
    faults.add("listUnsubscribe.url", "must be an https URL, in ASCII and without < and >");
  }
  if (mailto !== undefined && !parseAddress(mailto))
    faults.add("listUnsubscribe.mailto", "is not an e-mail address");
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
function checkTag(name: string, value: string, faults: Faults): void {
  const shape = /^[A-Za-z0-9_.@-]{1,255}$/;
  if (!shape.test(name) || !shape.test(value)) {
    faults.add(
      `tags.${JSON.stringify(name)}`,
      "name and value may hold letters, digits, _ . @ and -, up to 255",
    );
  }
}

/** Fields that the mailer writes, and those that say how the body is encoded. */
const OWN =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|return-path|content-.*|list-unsubscribe(-post)?|x-ses-(configuration-set|message-tags))$/i;

function checkHeader(name: string, value: string, faults: Faults): void {
  const key = `headers.${JSON.stringify(name)}`;
  // RFC 5322, section 3.6.8: printable ASCII without the colon.
  if (!/^[!-9;-~]{1,76}$/.test(name)) faults.add(key, "is not the name of a header field");
  else if (OWN.test(name)) faults.add(key, "is written by the mailer: use the message's own field for it");
  else faults.line(key, value);
}
