import type { Step } from "./step";
import type { Actual, PlanContext } from "../types";
import { ownerOf } from "./users";

/**
 * How long after our last change IAM's answers are not trusted. AWS gives no number ("changes … might not be visible
 * immediately", https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html); seconds are usual.
 */
export const SETTLE_MS = 30_000;

/** How long to wait before looking again for a key that the record has and IAM does not list yet. */
const UNLISTED_KEY_PAUSE_MS = 2_000;

export const untilListed: Step = {
  kind: "wait",
  milliseconds: UNLISTED_KEY_PAUSE_MS,
  reason: "IAM does not list recent changes yet",
};

export const untilSettled: Step = {
  kind: "lookAgain",
  milliseconds: SETTLE_MS,
  reason: "IAM may not list the latest changes yet",
  sinceChange: true,
};

export const observeAgain: Step = {
  kind: "wait",
  milliseconds: 0,
  reason: "confirm that everything is removed",
};

/** Orphans are looked for once IAM has settled. */
export function lookForOrphans(actual: Actual): Step[] {
  return actual.mayHaveOrphans ? [untilSettled] : [];
}

/** The record's secret is valid, and IAM does not list its key yet. */
export function storedKeyIsHidden(actual: Actual): boolean {
  const { storedKey, unsavedKey, mayBeStale } = actual;
  return mayBeStale && storedKey !== undefined && unsavedKey === undefined && ownerOf(actual) === undefined;
}

/** The least and the most time until somebody tries again to see a login refused. */
const MIN_PROOF_PAUSE_MS = 60_000;
const MAX_PROOF_PAUSE_MS = 24 * 60 * 60 * 1000;

/** Whether a login is refused cannot be seen now. The longer ago it was turned off, the later somebody looks again. */
export function untilProvable({ msSinceChange }: Pick<PlanContext, "msSinceChange">) {
  return {
    kind: "lookAgain",
    milliseconds: Math.min(MAX_PROOF_PAUSE_MS, Math.max(MIN_PROOF_PAUSE_MS, msSinceChange)),
    reason: "the login was not seen refused yet",
  } as const;
}
