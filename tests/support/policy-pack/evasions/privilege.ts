import type { Given } from "../../../../cost/analyzer";
import { policy, QUEUE_POLICY, role, UNKNOWN_STRING } from "../fixtures";
import { type Evasion, may, raw, secret, TABLE_ARN } from "./evasion";

const doc = (statement: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", ...statement }],
});

export const trusts = (Principal: object, Condition: object = {}) =>
  role({ assumeRolePolicy: policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition }) });
export const SCHEDULER = { Service: "scheduler.amazonaws.com" };
export const makesUsers = (Condition: object) =>
  may("iam:CreateUser", "arn:aws:iam::123456789012:user/ses-smtp/*", { Condition });
export const PRIVILEGE_EVASIONS: readonly Evasion[] = [
  ...(
    [
      ["in capitals", "IAM:*"],
      ["with a pattern for the service", "dynamo*:GetItem"],
      ["with a pattern for both", "i*:*"],
      ["with a question mark before the star", "dynamodb:?*"],
      ["with one letter that most actions have", "kms:*e*"],
      ["in a list within a list", [["dynamodb:*"]]],
    ] as [string, unknown][]
  ).map(([what, action]): [string, string, Given[]] => [
    `an action ${what}`,
    "wildcard-actions",
    [may(action)],
  ]),
  [
    "a statement that names its actions otherwise",
    "wildcard-actions",
    [raw({ statements: [{ effect: "Allow", actions: ["*"], resources: ["*"] }] })],
  ],
  ["a statement without an action", "wildcard-actions", [raw({ Statement: [{ actions: ["*"] }] })]],
  [
    "a log policy of the account for every log group",
    "wildcard-resources",
    [
      {
        type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        name: "planted",
        props: {
          policyDocument: policy({
            Effect: "Allow",
            Principal: { Service: "es.amazonaws.com" },
            Action: "logs:PutLogEvents",
            Resource: "*",
          }),
        },
      },
    ],
  ],
  ["an action that is an object", "wildcard-actions", [may({ name: "dynamodb:*" })]],
  [
    "a policy whose elements are in small letters",
    "wildcard-actions",
    [raw(JSON.stringify({ statement: [{ effect: "Allow", action: "*", resource: TABLE_ARN }] }))],
  ],
  ["a policy given as an object", "wildcard-actions", [raw(doc({ Action: "*", Resource: TABLE_ARN }))]],
  [
    "a policy that is secret",
    "wildcard-actions",
    [raw(secret(policy({ Effect: "Allow", Action: "*", Resource: TABLE_ARN })))],
  ],
  [
    "a policy with one statement that is not known yet",
    "wildcard-actions",
    [raw({ Statement: [UNKNOWN_STRING, { Effect: "Allow", Action: "*", Resource: TABLE_ARN }] })],
  ],
  ["an effect that is spelled otherwise", "wildcard-actions", [may("*", TABLE_ARN, { Effect: "deny" })]],
  ["a policy redacted by the CLI", "wildcard-actions", [raw("[secret]")]],
  [
    "a policy in a property that no rule names",
    "wildcard-actions",
    [
      {
        type: "aws:apigateway/restApi:RestApi",
        name: "planted",
        props: {
          policy: policy({ Effect: "Allow", Principal: "*", Action: "execute-api:*", Resource: "x" }),
        },
      },
    ],
  ],
  [
    "NotPrincipal in small letters",
    "wildcard-actions",
    [
      {
        type: QUEUE_POLICY,
        name: "planted",
        props: {
          policy: policy({
            Effect: "Allow",
            notPrincipal: { AWS: "1" },
            Action: "sqs:SendMessage",
            Resource: "x",
          }),
        },
      },
    ],
  ],
  ...[
    "?*",
    "arn:*",
    "arn:aws:*",
    "a*",
    "arn:aws:sqs:*:*:?*",
    "arn:*:*:*:*:*/*",
    "arn:aws:dynamodb:*:*:table/*",
  ].map((resource): [string, string, Given[]] => [
    `the resource ${resource}`,
    "wildcard-resources",
    [may("dynamodb:GetItem", resource)],
  ]),
  [
    "a list of resources of which one is everything",
    "wildcard-resources",
    [may("dynamodb:GetItem", [TABLE_ARN, ["*"]])],
  ],
  [
    "an action that may stand with every resource, in another spelling",
    "wildcard-resources",
    [may("xray:put*", "*")],
  ],
  [
    "full access in small letters",
    "full-access",
    [role({ managedPolicyArns: ["arn:aws:iam::aws:policy/administratoraccess"] })],
  ],
  [
    "a network administrator",
    "full-access",
    [role({ managedPolicyArns: ["arn:aws:iam::aws:policy/job-function/NetworkAdministrator"] })],
  ],
  ["a source that is any", "guarded-trust", [trusts(SCHEDULER, { StringLike: { "aws:SourceArn": "*" } })]],
  [
    "a source in any account",
    "guarded-trust",
    [
      trusts(SCHEDULER, {
        ArnLike: { "aws:SourceArn": "arn:aws:scheduler:eu-central-1:*:schedule-group/x" },
      }),
    ],
  ],
  [
    "a source that is held to something only where it is given",
    "guarded-trust",
    [trusts(SCHEDULER, { "ForAllValues:StringEquals": { "aws:SourceAccount": "123456789012" } })],
  ],
  [
    "a source that only has to exist",
    "guarded-trust",
    [trusts(SCHEDULER, { Null: { "aws:SourceArn": "false" } })],
  ],
  [
    "an identity provider for anybody's project",
    "guarded-trust",
    [
      trusts(
        { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
        { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
      ),
    ],
  ],
  ["everybody in a list", "guarded-trust", [trusts({ AWS: ["arn:aws:iam::123456789012:root", "*"] })]],
  [
    "a function that any account's topic may call",
    "guarded-trust",
    [
      {
        type: "aws:lambda/permission:Permission",
        name: "planted",
        props: { action: "lambda:InvokeFunction", function: "f", principal: "sns.amazonaws.com" },
      },
    ],
  ],
  [
    "a function that everybody may call",
    "guarded-trust",
    [{ type: "aws:lambda/permission:Permission", name: "planted", props: { function: "f", principal: "*" } }],
  ],
  [
    "a boundary that may be any",
    "bounded-users",
    [makesUsers({ StringLike: { "iam:PermissionsBoundary": "*" } })],
  ],
  [
    "a boundary held to something only where it is given",
    "bounded-users",
    [
      makesUsers({
        StringEqualsIfExists: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" },
      }),
    ],
  ],
  [
    "a boundary that allows everything",
    "bounded-users",
    [
      {
        type: "aws:iam/user:User",
        name: "planted",
        props: { permissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess" },
      },
    ],
  ],
  [
    "taking a boundary away again",
    "bounded-users",
    [may("iam:DeleteUserPermissionsBoundary", "arn:aws:iam::123456789012:user/x/*")],
  ],
];
