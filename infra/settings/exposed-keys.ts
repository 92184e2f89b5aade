import { boolean } from "./types";
import { settingKey, type Issue } from "./issue";

export const exposedKeySettings = {
  exposedKeyForwarding: boolean().default(false),
};

/** Where AWS Health delivers IAM's events, which belong to no region. */
const HEALTH_REGION = "us-east-1";

/**
 * Regions whose own event bus gets them: AWS Health also sends a copy to a backup region
 * (https://docs.aws.amazon.com/health/latest/ug/choosing-a-region.html).
 */
const WITH_IAM_EVENTS: readonly string[] = [HEALTH_REGION, "us-west-2", "us-gov-west-1"];

/**
 * Partitions with regions of other names have an IAM of their own, and EventBridge sends no events between the regions
 * of GovCloud and China
 * (https://aws.amazon.com/blogs/compute/expanding-cross-region-event-routing-with-amazon-eventbridge/). For the newest
 * partitions AWS does not document it.
 */
const OTHER_PARTITION = /^(us-gov|us-iso|cn|eu-isoe|eusc)/;

/** The region from which IAM's events must be forwarded. @returns undefined if the region gets them anyway */
export function forwardedFrom(region: string): string | undefined {
  return WITH_IAM_EVENTS.includes(region) ? undefined : HEALTH_REGION;
}

/** @param region the stack's; undefined if it cannot be found out */
export function exposedKeyIssue(
  { exposedKeyForwarding }: { exposedKeyForwarding?: boolean | undefined },
  region: string | undefined,
): Issue | undefined {
  if (exposedKeyForwarding !== true || region === undefined) return undefined;
  if (forwardedFrom(region) === undefined || !OTHER_PARTITION.test(region)) return undefined;
  return {
    key: settingKey("exposedKeyForwarding"),
    problem: `EventBridge cannot forward events of AWS Health to ${region}`,
    remedy: "remove this setting",
  };
}
