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
  return {
    Effect: "Allow" as const,
    Principal: { Service: "events.amazonaws.com" },
    Action: action,
    Resource: resource,
    Condition: {
      ArnEquals: { "aws:SourceArn": ruleArns },
      StringEquals: { "aws:SourceAccount": account.id },
    },
  };
}
