import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/**
 * A statement of a topic's or queue's policy that lets roles of this account act on it.
 *
 * The account is the principal and the roles are a condition. AWS replaces a role named as a principal with its unique ID
 * when the role is deleted, and the policy then no longer matches the role that is created again under the name:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html.
 */
export function roleStatement(
  account: Account,
  action: string,
  resource: pulumi.Input<string>,
  roleArns: pulumi.Input<string>[],
) {
  return {
    Effect: "Allow" as const,
    Principal: { AWS: account.iamArn("root") },
    Action: action,
    Resource: resource,
    Condition: { ArnEquals: { "aws:PrincipalArn": roleArns } },
  };
}

/** A statement that lets EventBridge act on a topic or queue for rules of this account. */
export function ruleStatement(
  account: Account,
  action: string,
  resource: pulumi.Input<string>,
  ruleArns: pulumi.Input<string>[],
) {
  return serviceStatement(account, "events.amazonaws.com", action, resource, ruleArns);
}

/**
 * A statement that lets CloudWatch publish for alarms of this account:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html.
 */
export function alarmStatement(
  account: Account,
  topicArn: pulumi.Input<string>,
  alarmArns: pulumi.Input<string>[],
) {
  return serviceStatement(account, "cloudwatch.amazonaws.com", "sns:Publish", topicArn, alarmArns);
}

function serviceStatement(
  account: Account,
  service: string,
  action: string,
  resource: pulumi.Input<string>,
  sourceArns: pulumi.Input<string>[],
) {
  return {
    Effect: "Allow" as const,
    Principal: { Service: service },
    Action: action,
    Resource: resource,
    Condition: {
      ArnEquals: { "aws:SourceArn": sourceArns },
      StringEquals: { "aws:SourceAccount": account.id },
    },
  };
}
