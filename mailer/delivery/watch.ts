import { MailerError } from "../errors/mailer-error";

/** Why a send was stopped from outside its own course. */
export class Stopped extends Error {
  override readonly name = "Stopped";
  constructor(
    readonly code: "aborted" | "timeout" | "closed",
    message: string,
  ) {
    super(message);
  }

  /** @param possiblySent the final dot had gone out, or an earlier attempt's outcome is unknown */
  toError(attempts: number, messageId: string, possiblySent: boolean): MailerError {
    const doubt = possiblySent ? " It may have been sent: the server's reply was still to come." : "";
    return new MailerError(this.code, this.message + doubt, { attempts, messageId, possiblySent });
  }
}

/** The time and the signal of one send: the caller's, the total timeout and the mailer's close in one signal. */
export class Watch {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private endsAt = Infinity;
  private startedAt = performance.now();

  constructor(private readonly caller: AbortSignal | undefined) {
    if (caller?.aborted) this.onCaller();
    else caller?.addEventListener("abort", this.onCaller, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Since the message left the queue, ms. */
  get elapsedMs(): number {
    return Math.round(performance.now() - this.startedAt);
  }

  /** Starts the total timeout; again is without effect. */
  start(totalMs: number): void {
    if (this.timer !== undefined) return;
    this.startedAt = performance.now();
    this.endsAt = this.startedAt + totalMs;
    this.timer = setTimeout(() => {
      this.stop(new Stopped("timeout", `The message was not sent within ${totalMs} ms (timeouts.totalMs).`));
    }, totalMs);
  }

  /** Whether there is still time after a pause. */
  allows(pauseMs: number): boolean {
    return performance.now() + pauseMs < this.endsAt;
  }

  stop(reason: Stopped): void {
    this.controller.abort(reason);
  }

  /** Lets go of the timer and the caller's signal. */
  end(): void {
    clearTimeout(this.timer);
    this.caller?.removeEventListener("abort", this.onCaller);
  }

  private readonly onCaller = () => {
    this.stop(new Stopped("aborted", "The caller's signal stopped the message."));
  };
}
