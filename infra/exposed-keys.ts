import type * as pulumi from "@pulumi/pulumi";
import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { Permission } from "@pulumi/aws/lambda";
import { EXPOSED } from "../handlers/shared/aws-verdicts";
import type { Dispatcher } from "./dispatcher";
import type { Foundation } from "./foundation";

/**
 * Has the dispatcher hold the login of an access key that AWS found in public, as AWS Health reports it. IAM's events
 * arrive in us-east-1 (GovCloud: us-gov-west-1); docs/operations.md says how to forward them to another region
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
    eventPattern: JSON.stringify({
      source: ["aws.health"],
      "detail-type": ["AWS Health Event"],
      detail: { eventTypeCode: [EXPOSED] },
    }),
  });
  const permission = new Permission("smtp-exposed-keys", {
    function: functionArn,
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  new EventTarget(
    "smtp-exposed-keys",
    {
      rule: rule.name,
      targetId: "dispatcher",
      arn: functionArn,
      deadLetterConfig: { arn: failures.parkedQueue.arn },
    },
    { dependsOn: [permission] },
  );
  return rule.arn;
}
