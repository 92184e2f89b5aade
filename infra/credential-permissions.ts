import type * as pulumi from "@pulumi/pulumi";
import type { Policy, PolicyStatement } from "@pulumi/aws/iam";
import { USER_NAME_PREFIX, stackPath } from "../handlers/shared/iam-names";
import { ENCRYPTION_CONTEXT_KEYS, ENCRYPTION_PURPOSE } from "../records/encryption";
import { CREDENTIAL_PK, LEASE_PK } from "../records/keys";
import type { Account } from "./account";
import type { Store } from "./store";

export interface CredentialScope {
  stack: string;
  account: Account;
  store: Store;
  boundary: Policy;
  kmsKeyArn: string;
}

/** All that smtp-credential-manager may do: its own users, its own records, the given key for its own purpose. */
export function credentialStatements(scope: CredentialScope): PolicyStatement[] {
  return [...recordStatements(scope.store), ...userStatements(scope), keyStatement(scope)];
}

function recordStatements({ tableArn, streamArn }: Store): PolicyStatement[] {
  const onlyKeys = (...keys: string[]) => ({ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": keys } });
  return [
    {
      Sid: "Records",
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      Resource: tableArn,
      Condition: onlyKeys(CREDENTIAL_PK, LEASE_PK),
    },
    {
      Sid: "Leases",
      Effect: "Allow",
      Action: "dynamodb:DeleteItem",
      Resource: tableArn,
      Condition: onlyKeys(LEASE_PK),
    },
    {
      Sid: "Stream",
      Effect: "Allow",
      Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      Resource: streamArn,
    },
    {
      // Not limited to one stream by AWS, and asked of every function that reads one:
      // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
      Sid: "Streams",
      Effect: "Allow",
      Action: "dynamodb:ListStreams",
      Resource: "*",
    },
  ];
}

function userStatements({ stack, account, boundary }: CredentialScope): PolicyStatement[] {
  const users = account.iamArn(`user${stackPath(stack)}*`);
  // Of a user that is gone IAM cannot tell the path, and asks about the bare name: without this the answer
  // would be AccessDenied instead of NoSuchEntity. Only what reads or takes away.
  const goneUsers = account.iamArn(`user/${USER_NAME_PREFIX}*`);
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
    {
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
      Resource: [users, goneUsers],
    },
    {
      // A user that somebody put into a group can only be removed once it is out of it. The resource is the
      // group and IAM has no condition on the member, so these are groups below our own path: of any other
      // group this role could take anybody, out of one that denies or asks for MFA too. A user in another
      // group loses its keys and policies, and stays until somebody takes it out.
      Sid: "LeaveGroups",
      Effect: "Allow",
      Action: "iam:RemoveUserFromGroup",
      Resource: account.iamArn(`group${stackPath(stack)}*`),
    },
    {
      // ListUsers has no resource to name: a list is of the account, narrowed by the path we ask for.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
      Sid: "FindUsers",
      Effect: "Allow",
      Action: "iam:ListUsers",
      Resource: "*",
    },
  ];
}

/** Both ways: a login is proved with the stored password before it is called active. */
function keyStatement({ store, kmsKeyArn }: CredentialScope): PolicyStatement {
  return {
    Sid: "Passwords",
    Effect: "Allow",
    Action: ["kms:Encrypt", "kms:Decrypt"],
    Resource: kmsKeyArn,
    Condition: {
      StringEquals: {
        "kms:EncryptionContext:purpose": ENCRYPTION_PURPOSE,
        "kms:EncryptionContext:table": store.tableName,
      },
      "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": [...ENCRYPTION_CONTEXT_KEYS] },
    },
  };
}
