import { isThrottled } from "../../shared/throttled";
import { awsText, describeError } from "./aws-text";
import { FAILURES, failure, type Failure, type FailureCode } from "./catalogue";
import {
  BoundaryMissing,
  InlinePolicyTooLarge,
  Interrupted,
  LoginNotVerified,
  LoginOutsidePath,
  RemovalBlocked,
  StaleView,
  UnknownKmsKey,
  UserDrifted,
} from "./errors";

export type ErrorClass =
  /** Somebody asks for something else: look again at once. */
  | { kind: "interrupted" }
  /** What was observed is out of date: look again. */
  | { kind: "stale" }
  /** Nothing was done, and nothing is wrong: retried until time runs out. */
  | { kind: "throttled" }
  | { kind: "transient" }
  /** Retried like a transient error (a new role takes seconds to work), and final if it persists. */
  | { kind: "denied"; failure: Failure }
  | { kind: "permanent"; failure: Failure }
  /** Has been retried for long enough already, or cannot be retried; what exists stays as it is. */
  | { kind: "exhausted"; failure?: Failure };

/** What a kind of AWS error means for the credential. */
interface AwsErrorRule {
  names: readonly string[];
  code: FailureCode;
  /** Introduces AWS's own text. */
  problem: string;
  remedy?: string;
}

/**
 * Names as the services document them: "Common errors" of IAM and KMS, and "Errors" of each action. The SDK names
 * IAM's with or without `Exception`, depending on its version. Every other error is transient.
 */
const AWS_ERRORS: readonly AwsErrorRule[] = [
  {
    names: ["LimitExceeded", "LimitExceededException"],
    code: "quota_reached",
    problem: "IAM refused the request",
  },
  {
    names: [
      "MalformedPolicyDocument",
      "MalformedPolicyDocumentException",
      "InvalidInputException",
      "ValidationError",
    ],
    code: "rejected_by_aws",
    problem: "IAM rejected the request",
  },
  {
    names: ["DisabledException", "KMSInvalidStateException", "NotFoundException", "InvalidKeyUsageException"],
    code: "rejected_by_aws",
    problem: "KMS rejected the request",
    remedy:
      'Enable the key of kmsKeyArn or previousKmsKeyArns that the message names, then set status to "pending".',
  },
  {
    names: ["AccessDenied", "AccessDeniedException"],
    code: "access_denied",
    problem: "AWS denied a call",
  },
];

const NOT_FOUND: readonly string[] = ["NoSuchEntity", "NoSuchEntityException"];

/** What an error means for the credential, and whether to try again. */
export function classify(error: unknown): ErrorClass {
  if (error instanceof Interrupted) return { kind: "interrupted" };
  if (error instanceof StaleView) return { kind: "stale" };
  if (isThrottled(error)) return { kind: "throttled" };
  if (error instanceof LoginNotVerified) return { kind: "exhausted" };
  if (!(error instanceof Error)) return { kind: "transient" };
  const known = classifyOurs(error);
  if (known !== undefined) return known;
  if (NOT_FOUND.includes(error.name)) return { kind: "stale" };
  const rule = AWS_ERRORS.find(({ names }) => names.includes(error.name));
  if (rule === undefined) return { kind: "transient" };
  return {
    kind: FAILURES[rule.code].retried ? "denied" : "permanent",
    failure: failure(rule.code, `${rule.problem}: ${awsText(error.message)}`, rule.remedy),
  };
}

function classifyOurs(error: Error): ErrorClass | undefined {
  const { message } = error;
  if (error instanceof UserDrifted)
    return { kind: "denied", failure: failure("drifted", `${message}: ${error.reason}`) };
  if (error instanceof BoundaryMissing)
    return { kind: "permanent", failure: failure("boundary_missing", message) };
  if (error instanceof RemovalBlocked)
    return { kind: "permanent", failure: failure("removal_blocked", message) };
  if (error instanceof InlinePolicyTooLarge)
    return { kind: "permanent", failure: inlinePolicyFailure(error) };
  if (error instanceof LoginOutsidePath)
    return { kind: "exhausted", failure: failure("login_outside_path", message) };
  if (error instanceof UnknownKmsKey)
    return { kind: "exhausted", failure: failure("unknown_kms_key", message) };
  return undefined;
}

function inlinePolicyFailure({ user, others, size }: InlinePolicyTooLarge): Failure {
  const beside =
    others === undefined
      ? "It may have other inline policies, which the manager may not list"
      : others.length === 0
        ? "It has no other inline policy"
        : `Somebody gave it other inline policies: ${others.join(", ")}`;
  return failure(
    "inline_policies_too_large",
    `IAM allows a user 2,048 characters of inline policies in total, and ${user} needs ${size} for its own. ${beside}`,
  );
}

/** The failure to publish when retries did not help. */
export function transientFailure(error: unknown): Failure {
  return failure("transient", `Gave up after retries (${awsText(describeError(error))})`);
}
