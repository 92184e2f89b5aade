import { ERROR_CODES, type ErrorCode } from "../errors/codes";
import { backoff, type RetryOptions } from "./backoff";
import type { SessionFailure } from "./session-failure";

/** What to do after a failed attempt. */
export type NextStep = { kind: "retry"; delayMs: number } | { kind: "renew login" } | { kind: "give up" };

/** How delivery of a message has gone so far. */
export interface Progress {
  /** Failed attempts, without those on a connection that had died in the pool. */
  failures: number;
  /** The login was refreshed for this message. */
  renewed: boolean;
}

/** Decides from the failure and the remaining attempts alone. */
export function nextStep(
  failure: SessionFailure,
  code: ErrorCode,
  progress: Progress,
  retry: RetryOptions,
): NextStep {
  if (progress.failures >= retry.attempts) return { kind: "give up" };
  const again: NextStep = { kind: "retry", delayMs: backoff(progress.failures, retry) };
  if (code === "authentication" && failure.responseCode === 535) {
    // A login that was just refreshed may be an access key that has not reached all of SES yet (up to 15 s).
    return progress.renewed ? again : { kind: "renew login" };
  }
  if (code === "outcome_unknown" && retry.whenOutcomeUnknown === "fail") return { kind: "give up" };
  return ERROR_CODES[code].retried ? again : { kind: "give up" };
}
