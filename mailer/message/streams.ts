import type { Readable } from "node:stream";
import type { Content } from "../content/content";
import { Spool } from "../content/spool";
import { MailerError } from "../errors/mailer-error";
import { unlessAborted } from "../timing/wait";
import { issueText } from "../validation/issue";
import { type StoredAttachment, storeAttachment } from "./attachments";
import { isStream } from "./check-attachment";
import type { Attachment } from "./types";

/**
 * The attachments of one message. Streams are read before the first attempt: a stream gives its bytes once, and half of
 * it must never be sent, by a second attempt or when its source fails.
 */
export class AttachmentStreams {
  /** A snapshot: the caller may change the object while the message waits. */
  private readonly attachments: readonly Attachment[];
  private readonly streams: readonly NodeStream[];
  private readonly spools: Spool[] = [];
  private readonly early = new Map<unknown, Error>();

  /** @param attachments of any shape; checked elsewhere */
  static of(attachments: unknown): AttachmentStreams {
    return attachments === undefined ? AttachmentStreams.none : new AttachmentStreams(attachments);
  }

  private static readonly none = new AttachmentStreams([]);

  /** Listens at once: a stream that fails while its message waits must not end the process. */
  private constructor(attachments: unknown) {
    this.attachments = Array.isArray(attachments) ? attachments.map(one => ({ ...(one as Attachment) })) : [];
    this.streams = this.attachments.flatMap(({ content }) => (isNodeStream(content) ? [content] : []));
    for (const stream of this.streams) stream.on("error", error => this.early.set(stream, error));
  }

  /** Whether anything has to be read and kept. */
  get hasAny(): boolean {
    return this.attachments.some(({ content }) => isStream(content));
  }

  /** Releases the sources and what was read from them; harmless after a complete read. */
  async release(): Promise<void> {
    for (const stream of this.streams) stream.destroy();
    await Promise.all(this.spools.map(spool => spool.close()));
  }

  /**
   * @param maxBytes of all streams together
   * @throws MailerError `message_too_large`, or `invalid_message` where a source or file fails; or the signal's reason
   */
  async read(
    maxBytes: number,
    signal: AbortSignal,
    provider: "ses" | "smtp",
  ): Promise<readonly StoredAttachment[]> {
    const room = { bytes: maxBytes };
    const stored: StoredAttachment[] = [];
    for (const [index, attachment] of this.attachments.entries()) {
      const { content: source } = attachment;
      const work = async () => {
        const content = isStream(source)
          ? await this.whole(source, index, room, maxBytes, signal)
          : undefined;
        return storeAttachment(attachment, content, index, provider);
      };
      stored.push(await unlessAborted(work(), signal));
    }
    return stored;
  }

  private async whole(
    source: AsyncIterable<Uint8Array | string>,
    index: number,
    room: { bytes: number },
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Content> {
    const spool = new Spool();
    this.spools.push(spool);
    try {
      const failed = this.early.get(source);
      if (failed) throw failed;
      for await (const chunk of source) {
        if (signal.aborted) break;
        const bytes = chunk instanceof Uint8Array ? chunk : Buffer.from(chunk);
        room.bytes -= bytes.length;
        if (room.bytes < 0) throw tooLarge(index, maxBytes);
        await spool.write(bytes);
      }
    } catch (error) {
      throw error instanceof MailerError ? error : unreadable(index, error);
    }
    return spool.content();
  }
}

/** Node's own, or a package's of the same kind. */
type NodeStream = Pick<Readable, "on" | "destroy">;

function isNodeStream(content: unknown): content is NodeStream {
  const { on, destroy } = (content ?? {}) as Partial<NodeStream>;
  return typeof on === "function" && typeof destroy === "function";
}

function tooLarge(index: number, maxBytes: number): MailerError {
  return new MailerError(
    "message_too_large",
    `attachments[${index}].content: the streams of this message exceed ${maxBytes} bytes (maxStreamBytes). ` +
      "They are kept for retries: raise the limit, or attach a file by its path.",
  );
}

function unreadable(index: number, error: unknown): MailerError {
  const reason = error instanceof Error ? error.message : String(error);
  const key = `attachments[${index}].content`;
  const [problem, remedy] = [`the stream failed: ${reason}`, "pass a stream that can be read to its end"];
  return new MailerError("invalid_message", `${issueText({ key, problem, remedy })}.`, {
    issues: [{ key, problem, remedy }],
  });
}
