import type { PolicyStatement } from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { Events } from "./events";
import type { Foundation } from "./foundation";

/**
 * What `ses-smtp self-test` and `ses-smtp doctor` both read of the stack.
 *
 * Identities are not named: each has an ARN of its own, and a managed policy holds 6,144 characters, fewer than the ARNs of all
 * domains that the settings may list (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html); and
 * doctor also looks at those of subdomains and addresses.
 */
export function readStatements(
  { account, alerts, failures, identity, settings, store }: Foundation,
  { bounceTopic, complaintTopic }: Events,
): PolicyStatement[] {
  return [
    allow("ReadTable", "dynamodb:DescribeTable", [store.tableArn]),
    allow("ReadKey", "kms:DescribeKey", [settings.kmsKeyArn]),
    allow("ReadQueues", "sqs:GetQueueAttributes", [failures.deadLetterQueue.arn, failures.parkedQueue.arn]),
    allow("ReadTopics", "sns:ListSubscriptionsByTopic", [
      ...[bounceTopic.arn, complaintTopic.arn],
      alerts.topicArn,
    ]),
    allow(
      "ReadConfigurationSet",
      ["ses:GetConfigurationSet", "ses:GetConfigurationSetEventDestinations"],
      [identity.configurationSetName.apply(name => account.sesArn(`configuration-set/${name}`))],
    ),
    allow("ReadIdentities", "ses:GetEmailIdentity", [account.sesArn("identity/*")]),
    // To list alarms takes all of them: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html.
    allow("ReadAlarms", "cloudwatch:DescribeAlarms", [account.alarmArn("*")]),
  ];
}

export function allow(
  Sid: string,
  Action: string | string[],
  Resource: pulumi.Input<string>[],
): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource };
}
