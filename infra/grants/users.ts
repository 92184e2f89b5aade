import type * as pulumi from "@pulumi/pulumi";
import type { Policy, PolicyStatement } from "@pulumi/aws/iam";
import { USER_NAME_PREFIX, stackPath } from "../../handlers/shared/iam-names";
import type { Foundation } from "../foundation";
import type { Grant } from "./grant";

/** To create, change and remove the IAM users of this stack's SMTP logins, always within the boundary. */
export function manageUsers(
  { stack, account }: Foundation,
  boundary: Policy,
): Grant<"STACK_NAME" | "USER_BOUNDARY_ARN"> {
  const users = account.iamArn(`user${stackPath(stack)}*`);
  const groups = account.iamArn(`group${stackPath(stack)}*`);
  // Of a deleted user IAM does not know the path, and checks the bare name: without this, the answer would be
  // AccessDenied instead of NoSuchEntity. Only actions that read or remove.
  const deletedUsers = account.iamArn(`user/${USER_NAME_PREFIX}*`);
  return {
    environment: { STACK_NAME: stack, USER_BOUNDARY_ARN: boundary.arn },
    statements: [
      ...writeStatements(users, boundary),
      removeStatement([users, deletedUsers]),
      {
        // A user that somebody added to a group can be deleted only after leaving it. The resource is the group,
        // and IAM has no condition on the member, so this covers groups below our own path only: with any other
        // group, this role could remove anybody from a group that denies something or requires MFA. A user in
        // another group loses its keys and policies, and stays until somebody removes it from the group.
        Sid: "LeaveGroups",
        Effect: "Allow",
        Action: "iam:RemoveUserFromGroup",
        Resource: groups,
      },
      {
        // ListUsers has no resource to limit it to: it lists the account, filtered by the path we ask for.
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
        Sid: "FindUsers",
        Effect: "Allow",
        Action: "iam:ListUsers",
        Resource: "*",
      },
    ],
  };
}

function writeStatements(users: pulumi.Input<string>, boundary: Policy): PolicyStatement[] {
  const bounded: pulumi.Input<Record<string, pulumi.Input<string>>> = {
    "iam:PermissionsBoundary": boundary.arn,
  };
  return [
    {
      Sid: "CreateUsers",
      Effect: "Allow",
      Action: ["iam:CreateUser", "iam:PutUserPolicy"],
      Resource: users,
      Condition: { StringEquals: bounded },
    },
    {
      Sid: "EquipUsers",
      Effect: "Allow",
      Action: ["iam:TagUser", "iam:CreateAccessKey", "iam:UpdateAccessKey"],
      Resource: users,
    },
  ];
}

function removeStatement(users: pulumi.Input<string>[]): PolicyStatement {
  return {
    Sid: "ReadAndRemoveUsers",
    Effect: "Allow",
    Action: [
      "iam:GetUser",
      "iam:GetUserPolicy",
      "iam:ListAccessKeys",
      "iam:ListAttachedUserPolicies",
      "iam:ListGroupsForUser",
      "iam:ListUserPolicies",
      "iam:DeleteAccessKey",
      "iam:DeleteUser",
      "iam:DeleteUserPolicy",
      "iam:DetachUserPolicy",
    ],
    Resource: users,
  };
}
