import * as pulumi from "@pulumi/pulumi";
import { Topic, TopicPolicy, TopicSubscription } from "@pulumi/aws/sns";
import type { Account } from "./account";
import { alarmStatement, roleStatement, ruleStatement } from "./role-statement";
import type { Settings } from "./settings";

/** The topic for alerts that need a person's attention. */
export interface Alerts {
  readonly topicArn: pulumi.Output<string>;
  /** The stack's own topic; undefined if the settings name another. */
  readonly topic: Topic | undefined;
  /** Its part of the stack's outputs. */
  readonly outputs: { alertTopicArn: pulumi.Output<string> };
}

/**
 * Creates a topic with the addresses of the settings as subscribers, or uses the topic that the settings name. Each
 * address first gets a confirmation link, and alerts only after it is confirmed
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html). Alerts contain user names and reasons, and
 * no secret.
 *
 * Not encrypted: CloudWatch alarms could not publish to a topic with AWS's free key
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html).
 */
export function createAlerts({ alertEmails, alertTopicArn }: Settings): Alerts {
  if (alertTopicArn !== undefined) {
    const topicArn = pulumi.output(alertTopicArn);
    return { topicArn, topic: undefined, outputs: { alertTopicArn: topicArn } };
  }
  const topic = new Topic("smtp-alerts", { displayName: "ses-smtp" });
  for (const address of alertEmails)
    new TopicSubscription(`smtp-alerts-${address}`, {
      topic: topic.arn,
      protocol: "email",
      endpoint: address,
    });
  return { topicArn: topic.arn, topic, outputs: { alertTopicArn: topic.arn } };
}

/**
 * Limits on the stack's own topic which roles, rules and alarms can publish; SNS's default policy allows the whole account,
 * but not EventBridge (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
 */
export function limitAlertPublishers(
  account: Account,
  { topic }: Alerts,
  roleArns: pulumi.Input<string>[],
  ruleArns: pulumi.Input<string>[],
  alarmArns: pulumi.Input<string>[],
): void {
  if (topic === undefined) return;
  new TopicPolicy("smtp-alerts", {
    arn: topic.arn,
    policy: {
      Version: "2012-10-17",
      Statement: [
        { Sid: "Alerting", ...roleStatement(account, "sns:Publish", topic.arn, roleArns) },
        { Sid: "AccountEvents", ...ruleStatement(account, "sns:Publish", topic.arn, ruleArns) },
        { Sid: "Alarms", ...alarmStatement(account, topic.arn, alarmArns) },
      ],
    },
  });
}
