import { getDefaultHighWaterMark } from "node:stream";
import { BLOCK_BYTES } from "./base64";

/** Node's own default since version 22; the application may have set another. */
const MAX_BUFFERED = 64 * 1024;
/**
 * Between this mailer and the network stand four stream buffers (its own, both of nodemailer's DataStream, the
 * socket's), each with at most {@link MAX_BUFFERED} and one block: 9 blocks. A block is written again after twice that.
 */
const MAX_BLOCKS = 18;

/**
 * The buffers of one message on its way to a server. They are reused: a new one each time would leave as much garbage
 * as the message is large before the first of it is collected.
 */
export class Blocks {
  private readonly blocks: Buffer[] = [];
  private next = 0;

  /** @param isReused only where the reader is a connection, which keeps no block */
  constructor(private readonly isReused: boolean) {}

  take(): Buffer {
    if (!this.isReused || getDefaultHighWaterMark(false) > MAX_BUFFERED)
      return Buffer.allocUnsafe(BLOCK_BYTES);
    const at = this.next++ % MAX_BLOCKS;
    return (this.blocks[at] ??= Buffer.allocUnsafeSlow(BLOCK_BYTES));
  }
}
