import * as pulumi from "@pulumi/pulumi";
import { Policy, type PolicyStatement } from "@pulumi/aws/iam";
import { stackPath, TAG_STACK, TAG_USERNAME, USER_NAME_PREFIX } from "../handlers/shared/iam-names";
import { ENCRYPTION_CONTEXT_KEYS, ENCRYPTION_PURPOSE } from "../records/encryption";
import { SELF_TEST_SET_PREFIX, SELF_TEST_USERNAME_PREFIX } from "../records/self-test";
import type { Events } from "./events";
import type { Foundation } from "./foundation";
import { allow, readStatements } from "./read-statements";

/** What the self-test looks at, besides the foundation. */
interface Tested {
  /** As in human-roles.ts. */
  stageArn: pulumi.Output<string>;
  boundary: Policy;
  events: Events;
  functions: pulumi.Output<string>[];
  dashboards: readonly pulumi.Output<string>[];
}

/**
 * The managed policy of whoever runs `ses-smtp self-test`: it reads the stack, and creates and removes only what has a
 * self-test's name. Its own logins are within the boundary of all logins, so whoever has this policy can send from every
 * allowed domain.
 */
export function createSelfTestPolicy(foundation: Foundation, tested: Tested) {
  const policy = new Policy("smtp-self-test", {
    description: "Runs ses-smtp self-test: reads the stack, creates and removes logins of its own",
    path: stackPath(foundation.stack),
    policy: {
      Version: "2012-10-17",
      Statement: [
        ...apiStatements(foundation, tested),
        ...userStatements(foundation, tested),
        ...readStatements(foundation, tested.events),
        ...ownReadStatements(foundation, tested),
      ],
    },
  });
  return { outputs: { selfTestPolicyArn: policy.arn } };
}

/** No condition can limit a suppression's route to addresses: they are in the query. */
function apiStatements({ settings, store }: Foundation, { stageArn }: Tested): PolicyStatement[] {
  const own = `api/credentials/${SELF_TEST_USERNAME_PREFIX}*`;
  const routes = [
    "GET/api/*",
    `PUT/${own}`,
    `DELETE/${own}`,
    `POST/${own}`,
    "DELETE/api/metrics/email/suppressions",
  ];
  return [
    allow(
      "Api",
      "execute-api:Invoke",
      routes.map(route => pulumi.interpolate`${stageArn}/${route}`),
    ),
    {
      ...allow("Passwords", "kms:Decrypt", [settings.kmsKeyArn, ...settings.previousKmsKeyArns]),
      Condition: {
        StringEquals: {
          "kms:EncryptionContext:purpose": ENCRYPTION_PURPOSE,
          "kms:EncryptionContext:table": store.tableName,
        },
        StringLike: { "kms:EncryptionContext:username": `${SELF_TEST_USERNAME_PREFIX}*` },
        "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": [...ENCRYPTION_CONTEXT_KEYS] },
      },
    },
  ];
}

/** As the manager's, for usernames of self-tests only; infra/grants/users.ts says why each is needed. */
function userStatements({ account, stack }: Foundation, { boundary }: Tested): PolicyStatement[] {
  const users = account.iamArn(`user${stackPath(stack)}${SELF_TEST_USERNAME_PREFIX}*`);
  return [
    {
      ...allow("CreateUsers", ["iam:CreateUser", "iam:PutUserPolicy"], [users]),
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundary.arn } },
    },
    {
      ...allow("TagUsers", "iam:TagUser", [users]),
      Condition: {
        StringEquals: { [`aws:RequestTag/${TAG_STACK}`]: stack },
        "ForAllValues:StringEquals": { "aws:TagKeys": [TAG_STACK, TAG_USERNAME] },
      },
    },
    allow(
      "UseAndRemoveUsers",
      [
        ...["CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey", "ListAccessKeys"],
        ...["GetUser", "DeleteUser", "GetUserPolicy", "ListUserPolicies", "DeleteUserPolicy"],
        "ListAttachedUserPolicies",
      ].map(action => `iam:${action}`),
      [users],
    ),
    allow("RecognizeDeletedUsers", "iam:GetUser", [
      account.iamArn(`user/${USER_NAME_PREFIX}${SELF_TEST_USERNAME_PREFIX}*`),
    ]),
    allow("FindUsers", "iam:ListUsers", ["*"]),
    allow(
      "OtherSets",
      ["ses:CreateConfigurationSet", "ses:DeleteConfigurationSet"],
      [account.sesArn(`configuration-set/${SELF_TEST_SET_PREFIX}*`)],
    ),
  ];
}

function ownReadStatements(
  { alerts }: Foundation,
  { events, functions, dashboards }: Tested,
): PolicyStatement[] {
  const topics = [events.bounceTopic.arn, events.complaintTopic.arn, alerts.topicArn];
  return [
    allow("ReadFunctions", ["lambda:GetFunctionConfiguration", "lambda:GetFunctionConcurrency"], functions),
    allow("ReadSubscriptions", "sns:GetSubscriptionAttributes", topics),
    allow("ReadDashboards", "cloudwatch:GetDashboard", [...dashboards]),
    // None of these can be limited to a resource that is known here:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html,
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html,
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
    allow(
      "ReadAccount",
      ["lambda:ListEventSourceMappings", "cloudwatch:ListMetrics", "ses:GetAccount"],
      ["*"],
    ),
  ];
}
