import type { SMTPServerDataStream } from "smtp-server";

import { replies } from "./replies";

/**
 * The whole message, or SES's refusal of one that is too long. A long one is read to its end all the same: the
 * reply comes after the final dot.
 */
export async function readMessage(stream: SMTPServerDataStream, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (stream.byteLength <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (stream.sizeExceeded || stream.byteLength > maxBytes) throw replies.tooLong();
  return Buffer.concat(chunks);
}
