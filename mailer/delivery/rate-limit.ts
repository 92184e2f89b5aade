import { pause } from "../timing/wait";

/**
 * Spaces recipients evenly, for all connections together. SES counts recipients, not messages
 * (https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html).
 */
export class RateLimit {
  /** When the next recipient may be sent to, in ms of a monotonic clock. */
  private next = 0;

  /** @param perSecond undefined: no limit until the server asks for a pause */
  constructor(private readonly perSecond: number | undefined) {}

  /** Resolves when this many more recipients may be sent to. */
  async take(recipients: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.next);
    if (this.perSecond !== undefined) this.next = at + (recipients * 1_000) / this.perSecond;
    if (at - now >= 1) await pause(at - now, signal);
  }

  /** The server is throttling: nothing is sent until this long has passed. */
  backOff(milliseconds: number): void {
    this.next = Math.max(this.next, performance.now() + milliseconds);
  }
}
