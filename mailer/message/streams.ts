import type { Readable } from "node:stream";
import { MailerError } from "../errors/mailer-error";
import { isStream } from "./check-attachment";
import type { Content } from "./compose";
import { unlessStopped } from "../delivery/timing";
import type { Attachment } from "./types";

/**
 * The attachments of one message whose content is a stream. They are read into memory before the first attempt:
 * a stream gives its bytes once, and neither a second attempt nor a source that fails half-way may send half of it.
 */
export class AttachmentStreams {
  /** As they were given: their owner may change the object while the message waits. */
  private readonly attachments: readonly Attachment[];
  private readonly streams: readonly NodeStream[];
  private readonly early = new Map<unknown, Error>();

  /** @param attachments of any shape; it is checked elsewhere */
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

  /** Lets go of what they read from; harmless where they were read to the end. */
  release(): void {
    for (const stream of this.streams) stream.destroy();
  }

  /**
   * @param most bytes, of all streams together
   * @throws MailerError `message_too_large`, or `invalid_message` where a source fails; or the signal's reason
   */
  async read(most: number, signal: AbortSignal): Promise<Content> {
    const room = { bytes: most };
    const content: Content[number][] = [];
    for (const [index, attachment] of this.attachments.entries()) {
      const { content: source, ...rest } = attachment;
      if (isStream(source)) {
        const whole = this.whole(source, index, room, most, signal);
        content.push({ ...rest, content: await unlessStopped(whole, signal) });
      } else content.push({ ...rest, ...(source !== undefined && { content: source }) });
    }
    return content;
  }

  private async whole(
    source: AsyncIterable<Uint8Array | string>,
    index: number,
    room: { bytes: number },
    most: number,
    signal: AbortSignal,
  ) {
    const chunks: Uint8Array[] = [];
    try {
      const failed = this.early.get(source);
      if (failed) throw failed;
      for await (const chunk of source) {
        if (signal.aborted) break;
        // Not copied: a stream has no more use for what it handed on.
        const bytes = chunk instanceof Uint8Array ? chunk : Buffer.from(chunk);
        room.bytes -= bytes.length;
        if (room.bytes < 0) throw tooLarge(index, most);
        chunks.push(bytes);
      }
    } catch (error) {
      throw error instanceof MailerError ? error : unreadable(index, error);
    }
    return chunks;
  }
}

/** Node's own, or one of the same kind from a package. */
type NodeStream = Pick<Readable, "on" | "destroy">;

function isNodeStream(content: unknown): content is NodeStream {
  const { on, destroy } = (content ?? {}) as Partial<NodeStream>;
  return typeof on === "function" && typeof destroy === "function";
}

function tooLarge(index: number, most: number): MailerError {
  return new MailerError(
    "message_too_large",
    `attachments[${index}].content: the streams of this message hold more than ${most} bytes (maxStreamBytes). ` +
      "They are kept in memory so that a retry sends them whole: allow more, or give a file as path.",
  );
}

function unreadable(index: number, error: unknown): MailerError {
  const reason = error instanceof Error ? error.message : String(error);
  return new MailerError("invalid_message", `attachments[${index}].content: the stream failed: ${reason}`, {
    faults: [{ key: `attachments[${index}].content`, message: reason }],
  });
}
