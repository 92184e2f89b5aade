import { configurationError, MailerError } from "../errors/mailer-error";

/** Why a send was stopped from outside: by its caller, its deadline or the mailer's close. */
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
    const doubt = possiblySent ? " It may have been sent: the server's reply had not arrived." : "";
    return new MailerError(this.code, this.message + doubt, { attempts, messageId, possiblySent });
  }
}

/** Everything that can stop one send, in one signal: the caller's signal, the total timeout and the mailer's close. */
export class SendDeadline {
  /** Set once; nothing starts afterward. */
  stopped: Stopped | undefined;
  /** One waiter that does without the {@link signal}; it removes itself when it no longer waits. */
  whenStopped: ((reason: Stopped) => void) | undefined;
  private controller: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;
  private endsAt = Infinity;
  private startedAt = performance.now();
  private caller: AbortSignal | undefined;

  /** @throws MailerError where it is not an AbortSignal */
  follow(caller: AbortSignal | undefined): void {
    if (caller === undefined) return;
    if (!(caller instanceof AbortSignal))
      throw configurationError("options of send", [
        { key: "signal", problem: "not a signal", remedy: "must be an AbortSignal" },
      ]);
    this.caller = caller;
    if (caller.aborted) this.onCaller();
    else caller.addEventListener("abort", this.onCaller, { once: true });
  }

  /** Created on first use: a message in the queue costs less without one. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.stopped) this.controller.abort(this.stopped);
    return this.controller.signal;
  }

  /** Since the message left the queue, ms. */
  get elapsedMs(): number {
    return Math.round(performance.now() - this.startedAt);
  }

  /** Starts the total timeout; further calls have no effect. */
  start(totalMs: number): void {
    if (this.timer !== undefined) return;
    this.startedAt = performance.now();
    this.endsAt = this.startedAt + totalMs;
    this.timer = setTimeout(() => {
      this.stop(new Stopped("timeout", `The message was not sent within ${totalMs} ms (timeouts.totalMs).`));
    }, totalMs);
  }

  /** Whether there is time left after a pause. */
  allows(pauseMs: number): boolean {
    return performance.now() + pauseMs < this.endsAt;
  }

  stop(reason: Stopped): void {
    this.stopped ??= reason;
    this.whenStopped?.(this.stopped);
    this.controller?.abort(this.stopped);
  }

  /** Releases the timer and the caller's signal. */
  end(): void {
    clearTimeout(this.timer);
    this.caller?.removeEventListener("abort", this.onCaller);
  }

  private readonly onCaller = () => {
    this.stop(new Stopped("aborted", "Aborted by the caller."));
  };
}
