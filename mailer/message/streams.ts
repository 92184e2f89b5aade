import { Readable } from "node:stream";
import { MailerError } from "../errors/mailer-error";
import type { Content } from "./compose";
import type { Attachment } from "./types";

/**
 * The attachments of one message whose content is a stream. They are read into memory before the first attempt:
 * a stream gives its bytes once, and neither a second attempt nor a source that fails half-way may send half of it.
 */
export class AttachmentStreams {
  private readonly streams: Readable[];
  private readonly early = new Map<Readable, Error>();

  /** Listens at once: a stream that fails while its message waits must not end the process. */
  constructor(private readonly attachments: readonly Attachment[] = []) {
    this.streams = attachments.flatMap(({ content }) => (content instanceof Readable ? [content] : []));
    for (const stream of this.streams) stream.on("error", error => this.early.set(stream, error));
  }

  /** Lets go of what they read from; harmless where they were read to the end. */
  release(): void {
    for (const stream of this.streams) stream.destroy();
  }

  /**
   * @param most bytes, of all streams together
   * @throws MailerError `message_too_large`, or `invalid_message` where a source fails
   */
  async read(most: number, signal: AbortSignal): Promise<Content> {
    const room = { bytes: most };
    const content: Content[number][] = [];
    for (const [index, attachment] of this.attachments.entries()) {
      const { content: source, ...rest } = attachment;
      if (source instanceof Readable) {
        content.push({ ...rest, content: await this.whole(source, index, room, most, signal) });
      } else content.push({ ...rest, ...(source !== undefined && { content: source }) });
    }
    return content;
  }

  private async whole(
    source: Readable,
    index: number,
    room: { bytes: number },
    most: number,
    signal: AbortSignal,
  ) {
    const chunks: Buffer[] = [];
    const stop = () => source.destroy();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const failed = this.early.get(source);
      if (failed) throw failed;
      for await (const chunk of source as AsyncIterable<Uint8Array | string>) {
        const bytes = Buffer.from(chunk as Uint8Array);
        room.bytes -= bytes.length;
        if (room.bytes < 0) throw tooLarge(index, most);
        chunks.push(bytes);
      }
    } catch (error) {
      if (error instanceof MailerError) throw error;
      if (signal.aborted) throw signal.reason;
      throw unreadable(index, error);
    } finally {
      signal.removeEventListener("abort", stop);
    }
    return chunks;
  }
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
