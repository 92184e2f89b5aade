import type { LogFields } from "../../shared/logging/fields";
import type { Drift } from "../types";

/**
 * What the reconciler throws. `data` goes into the log entry, so it never holds a secret.
 */
export abstract class ReconcilerError extends Error {
  constructor(
    message: string,
    readonly data: LogFields = {},
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

/** IAM refuses to delete a user because of what somebody added to it. Permanent until somebody removes that. */
export class RemovalBlocked extends ReconcilerError {
  override readonly name = "RemovalBlocked";
  /** @param blockers such as `the group admins` */
  constructor(
    readonly user: string,
    readonly blockers: readonly string[],
  ) {
    super(
      `The IAM user ${user} has no access key and no policy anymore, but IAM does not delete it, because somebody added ` +
        `something that the manager may not remove: ${blockers.join(", ")}`,
      { user, blockers },
    );
  }
}

/** Somebody changed what marks a user as ours, and we may not change it back. */
export class UserDrifted extends ReconcilerError {
  override readonly name = "UserDrifted";
  /** @param reason AWS's own text */
  constructor(
    readonly user: string,
    readonly drift: Drift,
    readonly reason: string,
  ) {
    const what = drift === "boundary" ? "permissions boundary" : "tags";
    super(`Somebody changed the ${what} of the IAM user ${user}, and AWS denied changing it back`, {
      user,
      drift: [drift],
      reason,
    });
  }
}

/** The policy that bounds all our users is gone. */
export class BoundaryMissing extends ReconcilerError {
  override readonly name = "BoundaryMissing";
  constructor(readonly boundaryArn: string) {
    super(`The permissions boundary of all SMTP users, ${boundaryArn}, does not exist`, {
      boundary_arn: boundaryArn,
    });
  }
}

/** The policy does not fit into the user's inline policies, which IAM limits together. */
export class InlinePolicyTooLarge extends ReconcilerError {
  override readonly name = "InlinePolicyTooLarge";
  /** @param others names of the user's other inline policies; undefined if we may not list them */
  constructor(
    readonly user: string,
    readonly size: number,
    readonly others: readonly string[] | undefined,
  ) {
    super(`IAM does not store a policy of ${size} characters for ${user}`, { user, size, others });
  }
}

/** The stored password works, although no user below the username's path has its key. */
export class LoginOutsidePath extends ReconcilerError {
  override readonly name = "LoginOutsidePath";
  constructor(
    readonly accessKeyId: string,
    readonly path: string,
  ) {
    super(
      `The stored password still works, but no IAM user below ${path} has its access key ${accessKeyId}`,
      { key: accessKeyId, path },
    );
  }
}

/** The stored password was encrypted with a KMS key that is not one of the settings'. */
export class UnknownKmsKey extends ReconcilerError {
  override readonly name = "UnknownKmsKey";
  constructor(readonly username: string) {
    super(`The password of ${username} was encrypted with a KMS key that is not in the settings`, {
      username,
    });
  }
}

/** Another request was made, or IAM was changed, while this run holds the lease. Nothing went wrong. */
export class Interrupted extends StaleView {
  override readonly name = "Interrupted";
}

/** Nothing is wrong, but this run cannot do more: the event must be delivered again. */
export class RetryLater extends ReconcilerError {
  override readonly name: string = "RetryLater";
}

/** AWS throttled a call until not enough time was left. It did nothing. */
export class StillThrottled extends RetryLater {
  override readonly name = "StillThrottled";
  constructor() {
    super("AWS throttled requests until this run had to end.");
  }
}

/** A wake-up could not be booked, so this invocation must not end as if everything were done. */
export class NotBooked extends RetryLater {
  override readonly name = "NotBooked";
}

/** A login keeps its password, because a new one could not be created. */
export class RotationFailed extends RetryLater {
  override readonly name = "RotationFailed";
  constructor(
    readonly username: string,
    readonly reason: string,
  ) {
    super(`The login of ${username} still works, but a new password could not be created: ${reason}`, {
      username,
      reason,
    });
  }
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
    super(`The login at ${smtpHost} was not accepted: ${lastAnswer}`, {
      smtp_host: smtpHost,
      last_answer: lastAnswer,
    });
  }
}

/** A run had to end before SES's endpoint accepted a new login, which may only need more time. */
export class NoTimeToVerify extends RetryLater {
  override readonly name = "NoTimeToVerify";
  constructor(smtpHost: string, lastAnswer: string) {
    super(`The login at ${smtpHost} was not accepted before this run had to end: ${lastAnswer}`, {
      smtp_host: smtpHost,
      last_answer: lastAnswer,
    });
  }
}

/** Whether AWS denies fixing a drifted user, however often it is tried. */
export function isRefusal(error: unknown): boolean {
  return error instanceof UserDrifted || error instanceof BoundaryMissing;
}
