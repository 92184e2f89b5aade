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

/** Nothing is wrong, but nothing more can be done in this run: the event must be delivered again. */
export class RetryLater extends ReconcilerError {
  override readonly name: string = "RetryLater";
}

/** Another run holds the lease, or took it after it expired. */
export class LeaseLost extends RetryLater {
  override readonly name = "LeaseLost";
}

/** The SMTP endpoint did not give the expected answer to a login in time. */
export class LoginNotVerified extends ReconcilerError {
  override readonly name = "LoginNotVerified";
  constructor(
    readonly smtpHost: string,
    readonly expected: "accepted" | "refused",
    readonly lastAnswer: string,
  ) {
    super(`The login at ${smtpHost} was not ${expected}: ${lastAnswer}`, { smtpHost, expected, lastAnswer });
  }
}
