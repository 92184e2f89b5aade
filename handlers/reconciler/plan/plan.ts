import { senderPolicy } from "../policy";
import type { Actual, DesiredState, PlanContext, RecordHints, Step } from "../types";
import { planEnabled } from "./enable";
import { planAbsent, planDisabled, planInvalid, planUnchanged } from "./stop";
import { ownerOf } from "./users";

/**
 * The steps that turn the actual state into the desired one, in order; empty if nothing is to be done.
 * Stopping after any of them is safe: run again, the plan continues from there.
 */
export function plan(
  desired: DesiredState,
  record: RecordHints,
  actual: Actual,
  context: PlanContext,
): Step[] {
  switch (desired.kind) {
    case "absent":
      return planAbsent(actual);
    case "unchanged":
      return planUnchanged(desired.asked, record, actual);
    case "unknown":
      return planInvalid(desired.failure, record, actual, "keep everything");
    case "invalid":
      return planInvalid(desired.failure, record, actual);
    case "disabled":
      return planDisabled(record, actual, context);
    case "enabled": {
      const { patterns, mistake } = desired;
      const works = record.verified === "active" && ownerOf(actual) !== undefined;
      if (mistake && !works) return planInvalid(mistake.whole, record, actual);
      const policy = senderPolicy(patterns, context.sendingResources);
      return planEnabled(policy, mistake?.leftOut, record, actual, context);
    }
  }
}
