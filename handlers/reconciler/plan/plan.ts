import { senderPolicy } from "../policy";
import type { Step } from "./step";
import type { Actual, DesiredState, PlanContext, RecordHints } from "../types";
import { planCompromised } from "./compromise";
import { planEnabled } from "./enable";
import { planAbsent, planDisabled, planInvalid, planUnchanged } from "./stop";
import { replacedWorks } from "./rotation";
import { ownerOf, unprovenOf } from "./users";

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
  if (actual.compromised && desired.kind !== "absent") return planCompromised(actual);
  switch (desired.kind) {
    case "absent":
      return actual.unmanaged === undefined
        ? planAbsent(actual)
        : [{ kind: "reportUnmanaged", login: actual.unmanaged }, ...planAbsent(actual)];
    case "unmanaged":
      return [];
    case "unstoppable":
      return [{ kind: "publishFailure", failure: desired.failure, keepCredential: true, untouched: true }];
    case "unchanged":
      return planUnchanged(desired.asked, record, actual, context);
    case "unknown":
    case "held":
      return planInvalid(desired.failure, record, actual, context, "keep everything");
    case "invalid":
      return planInvalid(desired.failure, record, actual, context);
    case "disabled":
      return planDisabled(desired.reason, record, actual, context);
    case "enabled": {
      const { patterns, rules, mistake } = desired;
      const works =
        (record.verified === "active" && ownerOf(actual) !== undefined) ||
        unprovenOf(record, actual) !== undefined ||
        replacedWorks(actual);
      if (mistake?.whole && !works) return planInvalid(mistake.whole, record, actual, context);
      const policy = senderPolicy(patterns, context.sendingResources, rules);
      return planEnabled(policy, mistake?.leftOut, record, actual, context);
    }
  }
}
