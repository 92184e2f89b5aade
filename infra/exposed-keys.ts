import * as pulumi from "@pulumi/pulumi";
import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { RolePolicy } from "@pulumi/aws/iam";
import { EXPOSED } from "../handlers/shared/aws-verdicts";
import type { Dispatcher } from "./dispatcher";
import type { Foundation } from "./foundation";
import { invokeByRule } from "./invoke-by-rule";
import { serviceRole } from "./service-role";
import { forwardedFrom } from "./settings/exposed-keys";

/** https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
const PATTERN = JSON.stringify({
  source: ["aws.health"],
  "detail-type": ["AWS Health Event"],
  detail: { eventTypeCode: [EXPOSED] },
});

/**
 * Has the dispatcher hold the login of an access key that AWS found in public, as AWS Health reports it. IAM's events
 * arrive in us-east-1 (GovCloud: us-gov-west-1); {@link forwardExposedKeys} brings them to another region
 * (https://docs.aws.amazon.com/health/latest/ug/about-public-events.html). They cost nothing.
 *
 * @returns the rule's ARN, which the parked queue's policy must name
 */
export function holdExposedKeys(
  { failures }: Foundation,
  { functionArn }: Dispatcher,
): pulumi.Output<string> {
  const rule = new EventRule("smtp-exposed-keys", {
    description: "AWS found an access key in public",
    eventPattern: PATTERN,
  });
  const deadLetterQueue = failures.parkedQueue;
  invokeByRule("smtp-exposed-keys", rule, { functionArn, deadLetterQueue, targetId: "dispatcher" });
  return rule.arn;
}

/**
 * Forwards AWS Health's reports of exposed keys from the region where they arrive to the default event bus of the
 * stack's, if the settings ask for it and it is another one. An event on a bus of another region costs as much as one
 * of a program, 1 USD per million (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html). A bus in another region needs a role
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html), and a dead-letter queue would have to
 * be in the rule's region: EventBridge retries for a day.
 *
 * @param region the stack's; undefined if it cannot be found out
 */
export function forwardExposedKeys(foundation: Foundation, region: string | undefined): void {
  const { account, settings } = foundation;
  const from = region === undefined ? undefined : forwardedFrom(region);
  if (!settings.exposedKeyForwarding || from === undefined) return;
  const name = "smtp-exposed-keys-forward";
  const rule = new EventRule(name, {
    region: from,
    description: pulumi.interpolate`AWS found an access key in public: forwards the event to ${account.region}`,
    eventPattern: PATTERN,
  });
  const role = serviceRole(name, foundation, {
    description: "The role with which EventBridge forwards events of AWS Health",
    service: "events.amazonaws.com",
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    sourceArn: rule.arn,
  });
  const bus = account.eventsArn("event-bus/default");
  const policy = new RolePolicy(name, {
    role: role.name,
    policy: {
      Version: "2012-10-17",
      Statement: [{ Sid: "ForwardEvents", Effect: "Allow", Action: "events:PutEvents", Resource: bus }],
    },
  });
  new EventTarget(
    name,
    { region: from, rule: rule.name, targetId: "stack", arn: bus, roleArn: role.arn },
    { dependsOn: [policy] },
  );
}
