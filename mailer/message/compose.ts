import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import MailComposer, {
  type MailComposerAttachment,
  type MailComposerOptions,
} from "nodemailer/lib/mail-composer";
import type MimeNode from "nodemailer/lib/mime-node";
import type { Target } from "../config/target";
import type { Mailbox } from "../validation/addresses";
import { base64Lines } from "./base64";
import type { CheckedMessage } from "./check";
import type { Attachment } from "./types";

/** A message that can be written any number of times, always the same. */
export interface ComposedMessage {
  /** The Message-ID header: identifies duplicates on plain SMTP servers; SES replaces it with its own. */
  messageId: string;
  from: string;
  recipients: readonly string[];
  /** An estimate for the SIZE parameter (RFC 1870); undefined for small messages, where no server cares. */
  size?: number;
  /** A new stream of the whole message (RFC 5322). */
  open(): Readable;
}

/** Attachments with their streams already read, kept in chunks. */
export type Content = readonly (Omit<Attachment, "content"> & {
  content?: string | Uint8Array | readonly Uint8Array[];
})[];

/** A new Message-ID (RFC 5322, section 3.6.4) in the sender's domain. */
export function newMessageId(sender: string): string {
  return `<${flat(randomUUID())}@${sender.slice(sender.lastIndexOf("@") + 1)}>`;
}

/** A UUID is twenty strings joined, and a message in the queue would keep all of them alive. */
function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

/**
 * @param recipients of the envelope: the checked message's, minus the suppressed ones
 * @param attachments of the message, in memory or as files
 */
export function compose(
  checked: CheckedMessage,
  messageId: string,
  recipients: readonly string[],
  attachments: Content,
  target: Target,
): ComposedMessage {
  const { from } = checked;
  const options: MailComposerOptions = {
    messageId,
    date: new Date(),
    from: named(from),
    to: checked.to.map(named),
    cc: checked.cc.map(named),
    replyTo: checked.replyTo.map(named),
    subject: checked.message.subject,
    text: checked.message.text ?? (checked.message.html === undefined ? "" : undefined),
    html: checked.message.html,
    headers: headers(checked, target),
    baseBoundary: randomUUID(),
    disableUrlAccess: true,
  };
  const size = encodedSize(attachments);
  return {
    messageId,
    from: from.address,
    recipients,
    ...(size > MIN_STATED_SIZE && { size }),
    open: () => {
      const root = new MailComposer({ ...options, attachments: attachments.map(mimePart) }).compile();
      encodeLarge(root);
      return root.createReadStream();
    },
  };
}

const MIN_STATED_SIZE = 1024 * 1024;

/** Base64 in lines of 76 (RFC 2045, section 6.8): 57 bytes make 78. Files do not count: their size may change. */
function encodedSize(attachments: Content): number {
  return attachments.reduce((sum, { content }) => sum + Math.ceil(sizeOf(content) / 57) * 78, 0);
}

function sizeOf(content: Content[number]["content"] = ""): number {
  if (typeof content === "string" || content instanceof Uint8Array) return content.length;
  return content.reduce((sum, piece) => sum + piece.length, 0);
}

function named({ address, name = "" }: Mailbox): { name: string; address: string } {
  return { name, address };
}

function mimePart({ content, path, filename, contentType, cid }: Content[number]): MailComposerAttachment {
  return {
    ...(path === undefined ? {} : { path }),
    ...(content === undefined ? {} : { content: large(content) ?? small(content) }),
    ...(filename === undefined ? {} : { filename }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(cid === undefined ? {} : { cid }),
  };
}

const MIN_LARGE_BYTES = 64 * 1024;

/** Content in chunks, which the mailer itself encodes when it is sent as base64. */
class Large extends Readable {
  private readonly left: Iterator<Uint8Array>;

  constructor(readonly pieces: readonly Uint8Array[]) {
    super();
    this.left = pieces[Symbol.iterator]();
  }

  override _read(): void {
    const next = this.left.next();
    this.push(next.done === true ? null : next.value);
  }
}

function large(content: NonNullable<Content[number]["content"]>): Large | undefined {
  if (sizeOf(content) <= MIN_LARGE_BYTES) return undefined;
  if (typeof content === "string") return new Large([Buffer.from(content)]);
  return new Large(content instanceof Uint8Array ? [content] : content);
}

function small(content: NonNullable<Content[number]["content"]>): string | Buffer {
  if (typeof content === "string") return content;
  if (content instanceof Uint8Array)
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return Buffer.concat(content);
}

/** Replaces nodemailer's base64 encoding by {@link base64Lines}; other encodings stay nodemailer's. */
function encodeLarge(node: MimeNode): void {
  for (const child of node.childNodes) encodeLarge(child);
  const { content } = node;
  if (content instanceof Large && node.getTransferEncoding() === "base64")
    node.setRaw(Readable.from(part(node.buildHeaders(), content.pieces), { objectMode: false }));
}

function* part(head: string, pieces: readonly Uint8Array[]): Generator<Buffer> {
  yield Buffer.from(`${head}\r\n\r\n`);
  yield* base64Lines(pieces);
}

function headers({ message }: CheckedMessage, { provider, configurationSet }: Target) {
  const own = Object.entries(message.headers ?? {}).map(([key, value]) => ({ key, value }));
  const { url, mailto } = message.listUnsubscribe ?? {};
  if (url !== undefined || mailto !== undefined) {
    const ways = [
      ...(url === undefined ? [] : [`<${url}>`]),
      ...(mailto === undefined ? [] : [`<mailto:${mailto}>`]),
    ];
    own.push({ key: "List-Unsubscribe", value: ways.join(", ") });
  }
  // RFC 8058, section 3.1: exactly this value, and only with an https URI.
  if (url !== undefined) own.push({ key: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" });
  if (provider === "ses") own.push(...sesHeaders(message.configurationSet ?? configurationSet, message.tags));
  // `prepared`: these are ASCII and checked; an encoded word would break an address or URL.
  return own.map(({ key, value }) => ({
    key,
    value: isAscii(value) ? { prepared: true, foldLines: true, value } : value,
  }));
}

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-send-email.html */
function sesHeaders(configurationSet: string | undefined, tags: Readonly<Record<string, string>> = {}) {
  const list = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return [
    ...(configurationSet === undefined ? [] : [{ key: "X-SES-CONFIGURATION-SET", value: configurationSet }]),
    ...(list.length === 0 ? [] : [{ key: "X-SES-MESSAGE-TAGS", value: list.join(", ") }]),
  ];
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
