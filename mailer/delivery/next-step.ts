import { ERROR_CODES, type ErrorCode } from "../errors/codes";
import { backoff, type RetryOptions } from "./backoff";
import type { SessionFault } from "./session-fault";

/** What to do after an attempt that failed. */
export type NextStep =
  { kind: "retry"; delayMs: number; fresh: boolean } | { kind: "renew login" } | { kind: "give up" };

/** What has happened to a message so far. */
export interface Progress {
  /** Attempts that count: one on a connection that had died in the pool does not. */
  failures: number;
  /** The login was read anew for this message. */
  renewed: boolean;
}

/** Decides, by the fault and the budget alone. */
export function nextStep(
  fault: SessionFault,
  code: ErrorCode,
  progress: Progress,
  retry: RetryOptions,
): NextStep {
  if (fault.stale) return { kind: "retry", delayMs: 0, fresh: true };
  if (progress.failures >= retry.attempts) return { kind: "give up" };
  const again: NextStep = { kind: "retry", delayMs: backoff(progress.failures, retry), fresh: false };
  if (code === "authentication" && fault.responseCode === 535) {
    // A login that was just read anew may be an access key that SES does not know everywhere yet (up to 15 s).
    return progress.renewed ? again : { kind: "renew login" };
  }
  if (code === "outcome_unknown" && retry.whenOutcomeUnknown === "fail") return { kind: "give up" };
  return ERROR_CODES[code].retried ? again : { kind: "give up" };
}
