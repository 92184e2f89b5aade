import type * as pulumi from "@pulumi/pulumi";
import { type EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { Permission } from "@pulumi/aws/lambda";
import type { Queue } from "@pulumi/aws/sqs";

interface InvokedFunction {
  functionArn: pulumi.Input<string>;
  /** Takes what EventBridge could not hand over. */
  deadLetterQueue: Queue;
  /** Within the rule; default: one that Pulumi chooses. */
  targetId?: string;
  dependsOn?: readonly pulumi.Resource[];
}

/**
 * Has events that match a rule invoke a function. EventBridge retries for 24 hours:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html.
 *
 * @param name of the permission and the target
 */
export function invokeByRule(
  name: string,
  rule: EventRule,
  { functionArn, deadLetterQueue, targetId, dependsOn = [] }: InvokedFunction,
): void {
  const permission = new Permission(name, {
    function: functionArn,
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  new EventTarget(
    name,
    {
      rule: rule.name,
      ...(targetId !== undefined && { targetId }),
      arn: functionArn,
      deadLetterConfig: { arn: deadLetterQueue.arn },
    },
    { dependsOn: [permission, ...dependsOn] },
  );
}
