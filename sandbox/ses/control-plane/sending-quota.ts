/** What an account may send, counted in recipients (https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html). */
export interface SendingLimits {
  max24HourSend: number;
  /** Per second. */
  maxSendRate: number;
}

/** Of an account that has grown, so that only tests that ask for it meet a limit. */
export const USUAL_QUOTA: SendingLimits = { max24HourSend: 1_000_000, maxSendRate: 5_000 };

const DAY_MS = 24 * 3600 * 1000;

export class SendingQuota {
  /** Oldest first. */
  private sent: { at: number; recipients: number }[] = [];
  /** Of all in `sent`. */
  private total = 0;

  constructor(private readonly now: () => Date) {}

  last24Hours(): number {
    this.prune();
    return this.total;
  }

  /**
   * Counts a message, unless it exceeds a limit. The rate lets a message through as long as it was not reached before:
   * one with fifty recipients can be sent at a rate of one.
   */
  take(recipients: number, { max24HourSend, maxSendRate }: SendingLimits): "rate" | "daily" | undefined {
    if (this.last24Hours() + recipients > max24HourSend) return "daily";
    if (this.inLastSecond() >= maxSendRate) return "rate";
    this.sent.push({ at: this.now().getTime(), recipients });
    this.total += recipients;
    return undefined;
  }

  reset(): void {
    this.sent = [];
    this.total = 0;
  }

  private inLastSecond(): number {
    const since = this.now().getTime() - 1_000;
    let sum = 0;
    for (let index = this.sent.length - 1; index >= 0; index--) {
      const { at, recipients } = this.sent[index] ?? { at: 0, recipients: 0 };
      if (at <= since) break;
      sum += recipients;
    }
    return sum;
  }

  private prune(): void {
    const since = this.now().getTime() - DAY_MS;
    for (let [first] = this.sent; first !== undefined && first.at <= since; [first] = this.sent) {
      this.total -= first.recipients;
      this.sent.shift();
    }
  }
}
