import { awsText, describeError } from "./aws-text";
import { FAILURES, failure, type Failure, type FailureCode } from "./catalogue";
import { isThrottled } from "./answered";
import { Interrupted, LoginNotVerified, StaleView } from "./errors";

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
  /** Has been retried for long enough already. */
  | { kind: "exhausted" };

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
    remedy: 'Enable the key of the setting kmsKeyArn, then set status to "pending".',
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
  if (NOT_FOUND.includes(error.name)) return { kind: "stale" };
  const rule = AWS_ERRORS.find(({ names }) => names.includes(error.name));
  if (rule === undefined) return { kind: "transient" };
  return {
    kind: FAILURES[rule.code].retried ? "denied" : "permanent",
    failure: failure(rule.code, `${rule.problem}: ${awsText(error.message)}`, rule.remedy),
  };
}

/** The failure to publish when retries did not help. */
export function transientFailure(error: unknown): Failure {
  return failure("transient", `Gave up after retries (${awsText(describeError(error))})`);
}
