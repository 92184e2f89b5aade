import type * as pulumi from "@pulumi/pulumi";
import type { Policy, PolicyStatement } from "@pulumi/aws/iam";
import { TAG_STACK, TAG_USERNAME, USER_NAME_PREFIX, stackPath } from "../../handlers/shared/iam-names";
import type { Foundation } from "../foundation";
import { requireSameStack } from "../names";
import type { Grant } from "./grant";

/** To create, change and remove the IAM users of this stack's SMTP logins, always within the boundary. */
export function manageUsers(
  { stack, account }: Foundation,
  boundary: Policy,
): Grant<"STACK_NAME" | "USER_BOUNDARY_ARN"> {
  const users = account.iamArn(`user${stackPath(stack)}*`);
  return {
    environment: {
      STACK_NAME: boundary.path.apply(path => requireSameStack(path ?? "/", stack)),
      USER_BOUNDARY_ARN: boundary.arn,
    },
    statements: [
      ...writeStatements(users, stack, boundary),
      readAndRemove(users),
      removeAdded(users),
      {
        // A user that somebody added to a group can be deleted only after leaving it. The resource is the group,
        // and IAM has no condition on the member, so this covers groups below our own path only: with any other
        // group, this role could remove anybody from a group that denies something or requires MFA. A user in
        // another group loses its keys and policies, and stays until somebody removes it from the group.
        Sid: "LeaveGroups",
        Effect: "Allow",
        Action: "iam:RemoveUserFromGroup",
        Resource: account.iamArn(`group${stackPath(stack)}*`),
      },
      ...recognizeAndFind(account),
    ],
  };
}

/** To find this stack's users, and to look at them. */
export function readUsers(
  { stack, account }: Foundation,
  boundary: Policy,
): Grant<"STACK_NAME" | "USER_BOUNDARY_ARN"> {
  return {
    environment: {
      STACK_NAME: boundary.path.apply(path => requireSameStack(path ?? "/", stack)),
      USER_BOUNDARY_ARN: boundary.arn,
    },
    statements: [
      {
        Sid: "ReadUsers",
        Effect: "Allow",
        Action: [
          "iam:GetAccessKeyLastUsed",
          "iam:GetUser",
          "iam:GetUserPolicy",
          "iam:ListAccessKeys",
          "iam:ListAttachedUserPolicies",
        ],
        Resource: account.iamArn(`user${stackPath(stack)}*`),
      },
      ...recognizeAndFind(account),
    ],
  };
}

function recognizeAndFind(account: Foundation["account"]): PolicyStatement[] {
  return [
    {
      // Of a deleted user IAM does not know the path, checks the bare name, and denies what is granted by path.
      // GetUser then tells whether the user is gone; no other action needs it.
      Sid: "RecognizeDeletedUsers",
      Effect: "Allow",
      Action: "iam:GetUser",
      Resource: account.iamArn(`user/${USER_NAME_PREFIX}*`),
    },
    {
      // ListUsers has no resource to limit it to: it lists the account, filtered by the path we ask for.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
      Sid: "FindUsers",
      Effect: "Allow",
      Action: "iam:ListUsers",
      Resource: "*",
    },
  ];
}

function writeStatements(users: pulumi.Input<string>, stack: string, boundary: Policy): PolicyStatement[] {
  return [
    {
      // Of PutUserPermissionsBoundary the condition means the boundary that is put: ours and no other, on a user that
      // lost it.
      Sid: "CreateUsers",
      Effect: "Allow",
      Action: ["iam:CreateUser", "iam:PutUserPolicy", "iam:PutUserPermissionsBoundary"],
      Resource: users,
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundary.arn } },
    },
    {
      // CreateUser with tags needs it as well. No other tag: somebody may grant access by tags.
      Sid: "TagUsers",
      Effect: "Allow",
      Action: "iam:TagUser",
      Resource: users,
      Condition: {
        StringEquals: { [`aws:RequestTag/${TAG_STACK}`]: stack },
        "ForAllValues:StringEquals": { "aws:TagKeys": [TAG_STACK, TAG_USERNAME] },
      },
    },
    {
      Sid: "EquipUsers",
      Effect: "Allow",
      Action: ["iam:CreateAccessKey", "iam:UpdateAccessKey"],
      Resource: users,
    },
  ];
}

function readAndRemove(users: pulumi.Input<string>): PolicyStatement {
  return {
    Sid: "ReadAndRemoveUsers",
    Effect: "Allow",
    Action: [
      "iam:GetAccessKeyLastUsed",
      "iam:GetUser",
      "iam:GetUserPolicy",
      "iam:ListAccessKeys",
      "iam:ListAttachedUserPolicies",
      "iam:ListUserPolicies",
      "iam:DeleteAccessKey",
      "iam:DeleteUser",
      "iam:DeleteUserPolicy",
      "iam:DetachUserPolicy",
    ],
    Resource: users,
  };
}

/** What an administrator can add to a user by hand, and what IAM then refuses to delete the user for. Nothing here creates. */
function removeAdded(users: pulumi.Input<string>): PolicyStatement {
  return {
    Sid: "RemoveWhatOthersAdded",
    Effect: "Allow",
    Action: [
      "iam:GetLoginProfile",
      "iam:ListGroupsForUser",
      "iam:ListMFADevices",
      "iam:ListServiceSpecificCredentials",
      "iam:ListSigningCertificates",
      "iam:ListSSHPublicKeys",
      "iam:DeactivateMFADevice",
      "iam:DeleteLoginProfile",
      "iam:DeleteServiceSpecificCredential",
      "iam:DeleteSigningCertificate",
      "iam:DeleteSSHPublicKey",
    ],
    Resource: users,
  };
}
