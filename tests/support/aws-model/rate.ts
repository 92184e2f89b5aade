import { serviceError } from "./errors";
import type { VirtualTime } from "./virtual-time";

/** A token bucket, as AWS's services limit requests: it fills at a rate, up to one second's worth. */
export class RateLimit {
  private tokens: number;
  private filledAt = 0;
  throttled = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly perSecond: number,
  ) {
    this.tokens = perSecond;
  }

  /** @throws ThrottlingException if there is no token left: then nothing is done */
  take(): void {
    const elapsed = (this.time.running - this.filledAt) / 1000;
    this.tokens = Math.min(this.perSecond, this.tokens + elapsed * this.perSecond);
    this.filledAt = this.time.running;
    if (this.tokens < 1) {
      this.throttled++;
      throw serviceError("Throttling", "Rate exceeded");
    }
    this.tokens--;
  }
}
