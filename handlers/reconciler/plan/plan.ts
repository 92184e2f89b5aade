import { senderPolicy } from "../policy";
import type { Actual, DesiredState, PlanContext, RecordHints, Step } from "../types";
import { planEnabled } from "./enable";
import { planAbsent, planDisabled, planInvalid } from "./stop";

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
      return [];
    case "invalid":
      return planInvalid(desired.failure, record, actual);
    case "disabled":
      return planDisabled(record, actual);
    case "enabled":
      return planEnabled(senderPolicy(desired.patterns, context.sendingResources), record, actual, context);
  }
}
