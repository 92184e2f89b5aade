import type { SMTPServerDataStream } from "smtp-server";

import type { MemoryBudget } from "./memory-budget";
import { type SmtpReply, replies } from "./replies";

interface Limits {
  maxMessageBytes: number;
  memory: MemoryBudget;
}

/**
 * Reads a whole message and passes it on. One that is not accepted is read to its end too, because the reply comes after
 * the final dot, but it is not kept.
 *
 * @throws SmtpReply 552 when it is too long, and a temporary failure when all sessions together hold too much
 */
export async function receiveMessage<Result>(
  stream: SMTPServerDataStream,
  { maxMessageBytes, memory }: Limits,
  handle: (message: Buffer) => Promise<Result>,
): Promise<Result> {
  const chunks: Buffer[] = [];
  let held = 0;
  let refusal: SmtpReply | undefined;
  const forget = () => {
    chunks.length = 0;
    memory.release(held);
    held = 0;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (stream.byteLength > maxMessageBytes) refusal = replies.tooLong();
      else if (refusal === undefined && !memory.take(chunk.length)) refusal = replies.temporaryFailure();
      if (refusal !== undefined) {
        forget();
        continue;
      }
      held += chunk.length;
      chunks.push(chunk);
    }
    if (stream.sizeExceeded || stream.byteLength > maxMessageBytes) throw replies.tooLong();
    if (refusal !== undefined) throw refusal;
    return await handle(Buffer.concat(chunks));
  } finally {
    forget();
  }
}
