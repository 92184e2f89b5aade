import * as pulumi from "@pulumi/pulumi";
import type { Foundation } from "./foundation";

/**
 * The settings that apply to records: the same for the manager, which applies them, and for the sweep, which checks
 * that.
 */
export function ruleVariables({ settings, sendingResources }: Foundation) {
  const { allowedFromDomains, receivingRules, rotationDays, rotationGraceDays, rotationMaxGraceDays } =
    settings;
  return {
    ALLOWED_FROM_DOMAINS: allowedFromDomains.join(","),
    SENDING_RESOURCES: pulumi.all(sendingResources).apply(arns => arns.join(",")),
    RECEIVING_RULES: receivingRules,
    ROTATION_DAYS: String(rotationDays),
    ROTATION_GRACE_DAYS: String(rotationGraceDays),
    ROTATION_MAX_GRACE_DAYS: String(rotationMaxGraceDays),
  };
}
