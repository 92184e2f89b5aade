import { configurationError, MailerError } from "../errors/mailer-error";

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
  /** Set once; nothing begins after. */
  stopped: Stopped | undefined;
  /** Who waits without the {@link signal}: one at a time, which takes itself out again. */
  whenStopped: ((reason: Stopped) => void) | undefined;
  private controller: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;
  private endsAt = Infinity;
  private startedAt = performance.now();
  private caller: AbortSignal | undefined;

  /** @throws MailerError where it is no signal */
  follow(caller: AbortSignal | undefined): void {
    if (caller === undefined) return;
    if (!(caller instanceof AbortSignal))
      throw configurationError("The options of send", [{ key: "signal", message: "must be an AbortSignal" }]);
    this.caller = caller;
    if (caller.aborted) this.onCaller();
    else caller.addEventListener("abort", this.onCaller, { once: true });
  }

  /** Made when it is first asked for: a message that waits in the queue costs less without. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.stopped) this.controller.abort(this.stopped);
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
    this.stopped ??= reason;
    this.whenStopped?.(this.stopped);
    this.controller?.abort(this.stopped);
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
