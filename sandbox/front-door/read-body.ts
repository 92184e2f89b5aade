import type { IncomingMessage } from "node:http";

/** More than any AWS request we make: a function's package may have 50 MB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The whole body; undefined when it is too large. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}
