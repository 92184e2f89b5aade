import type { Failure, FailureCode } from "../types";

/** Permanent for this record: undo what was made and say why. */
export class PermanentFault extends Error {
  override readonly name = "PermanentFault";
  constructor(readonly fault: Failure) {
    super(fault.message);
  }
}

/** What was observed is no longer so: look again. */
export class StaleView extends Error {
  override readonly name: string = "StaleView";
}

/** The record asks for something else than when it was read. */
export class RecordChanged extends StaleView {
  override readonly name = "RecordChanged";
}

/** Nothing more can be done now and nothing is wrong: the notice is to be delivered again. */
export class RetryLater extends Error {
  override readonly name: string = "ComeAgain";
}

/** Somebody else holds the lease, or it ran out under us. */
export class LeaseLost extends RetryLater {
  override readonly name = "LeaseLost";
}

/** The login was not answered as it should be within the bound. */
export class LoginNotVerified extends Error {
  override readonly name = "LoginNotProved";
}

export type ErrorClass =
  | { kind: "stale" }
  | { kind: "transient" }
  /** Retried like a transient fault (a new role takes seconds to work), and final when it stays. */
  | { kind: "denied"; failure: Failure }
  | { kind: "permanent"; fault: Failure }
  /** Was tried again for long enough already. */
  | { kind: "exhausted" };

/**
 * What an error means for the credential. Names as the services document them: IAM's and KMS's "Common
 * errors" and "Errors" of each action.
 */
export function classify(error: unknown): ErrorClass {
  if (error instanceof PermanentFault) return { kind: "permanent", fault: error.fault };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case "StaleView":
    case "RecordChanged":
    case "NoSuchEntityException":
    case "NoSuchEntity":
      return { kind: "stale" };
    case "LoginNotProved":
      return { kind: "exhausted" };
    case "LimitExceededException":
    case "LimitExceeded":
      return permanent("quota_reached", `IAM refused: ${message} Raise the quota or remove unused IAM users`);
    case "MalformedPolicyDocumentException":
    case "MalformedPolicyDocument":
    case "InvalidInputException":
    case "ValidationError":
      return permanent("rejected_by_aws", `IAM did not take the request: ${message}`);
    case "DisabledException":
    case "KMSInvalidStateException":
    case "NotFoundException":
    case "InvalidKeyUsageException":
      return permanent("rejected_by_aws", `KMS: ${message} Enable the key of the setting kmsKeyArn`);
    case "AccessDenied":
    case "AccessDeniedException":
      return {
        kind: "denied",
        failure: fault(
          "access_denied",
          `AWS denied it: ${message} Check the role's boundary and the key policy`,
        ),
      };
    default:
      return { kind: "transient" };
  }
}

/** The fault to publish when trying again did not help. */
export function transientFault(error: unknown): Failure {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return fault("transient", `gave up for now (${shorten(reason)}): set status to "pending" again`);
}

function permanent(code: FailureCode, message: string): ErrorClass {
  return { kind: "permanent", fault: fault(code, message) };
}

function fault(code: FailureCode, message: string): Failure {
  return { code, message: shorten(message) };
}

function shorten(text: string): string {
  const limit = 600;
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
