import type { Actual, Step } from "../types";
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
  kind: "wait",
  milliseconds: SETTLE_MS,
  reason: "IAM may not list the latest changes yet",
};

export const observeAgain: Step = {
  kind: "wait",
  milliseconds: 0,
  reason: "confirm that everything is removed",
};

/** When the login works already: orphans are looked for once IAM has settled. */
export function lookForOrphans(actual: Actual): Step[] {
  return actual.mayHaveOrphans ? [untilSettled] : [];
}

/** The record's secret is valid, and IAM does not list its key yet. */
export function storedKeyIsHidden(actual: Actual): boolean {
  const { storedKey, unsavedKey, mayBeStale } = actual;
  return mayBeStale && storedKey !== undefined && unsavedKey === undefined && ownerOf(actual) === undefined;
}
