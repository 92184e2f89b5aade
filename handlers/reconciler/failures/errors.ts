/**
 * What the reconciler throws. `data` goes into the log entry, so it never holds a secret.
 */
export abstract class ReconcilerError extends Error {
  constructor(
    message: string,
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** What was observed is out of date: observe and plan again. */
export class StaleView extends ReconcilerError {
  override readonly name: string = "StaleView";
}

/** The record asks for something else than when it was read. */
export class RecordChanged extends StaleView {
  override readonly name = "RecordChanged";
  constructor(readonly username: string) {
    super(`The record of ${username} changed during processing.`, { username });
  }
}

/** Somebody asks for something else, or has changed IAM, while this run holds the lease. Nothing went wrong. */
export class Interrupted extends StaleView {
  override readonly name = "Interrupted";
}

/** Nothing is wrong, but nothing more can be done in this run: the event must be delivered again. */
export class RetryLater extends ReconcilerError {
  override readonly name: string = "RetryLater";
}

/** AWS throttled a call until too little time was left. It did nothing. */
export class StillThrottled extends RetryLater {
  override readonly name = "StillThrottled";
}

/** A wake-up could not be booked, so this invocation must not end as if all were done. */
export class NotBooked extends RetryLater {
  override readonly name = "NotBooked";
}

/** The lease expired and another run took it. */
export class LeaseLost extends RetryLater {
  override readonly name = "LeaseLost";
}

/** The SMTP endpoint did not give the expected answer to a login in time. */
export class LoginNotVerified extends ReconcilerError {
  override readonly name = "LoginNotVerified";
  constructor(
    readonly smtpHost: string,
    readonly lastAnswer: string,
  ) {
    super(`The login at ${smtpHost} was not accepted: ${lastAnswer}`, { smtpHost, lastAnswer });
  }
}
