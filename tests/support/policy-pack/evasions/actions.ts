import { UNKNOWN_STRING } from "../fixtures";
import { ACCOUNT, type Evasion, FOREIGN, may, planted, raw, secret, TABLE_ARN } from "./evasion";

const USER = `arn:aws:iam::${ACCOUNT}:user/ses-smtp/test/*`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/admin`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
const bounded = (Condition: object) => may("iam:CreateUser", USER, { Condition });
const action = (written: unknown, what = JSON.stringify(written)): Evasion => [
  `the action ${what}`,
  "wildcard-actions",
  [may(written)],
];
const needless = (written: string, resource: unknown = TABLE_ARN): Evasion => [
  `the action ${written}`,
  "allowed-actions",
  [may(written, resource)],
];
const resource = (arn: unknown, written = "dynamodb:GetItem"): Evasion => [
  `${written} on ${JSON.stringify(arn)}`,
  "wildcard-resources",
  [may(written, arn)],
];

export const ACTION_EVASIONS: readonly Evasion[] = [
  ...[
    "*",
    "*:*",
    "dynamodb:*",
    "dynamodb:Get*",
    "dynamodb:?etItem",
    "dynamodb:GetIte?",
    "DYNAMODB:GET*",
    "d*:GetItem",
  ].map(written => action(written)),
  action(["dynamodb:GetItem", "dynamodb:Put*"]),
  action([["dynamodb:GetItem", ["sqs:*"]]], "in lists within lists"),
  action("dynamodb:GetItem ", "with a blank at its end"),
  action("dynamodb:${aws:PrincipalTag/action}", "of a variable"),
  [
    "an action as an escaped star",
    "wildcard-actions",
    [raw(`{"Statement":[{"Effect":"Allow","Action":"\\u002a","Resource":"${TABLE_ARN}"}]}`)],
  ],
  [
    "an action in a secret policy",
    "wildcard-actions",
    [raw(secret(`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"${TABLE_ARN}"}]}`))],
  ],
  [
    "NotAction",
    "wildcard-actions",
    [raw({ Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: TABLE_ARN }] })],
  ],
  [
    "NotResource",
    "wildcard-actions",
    [raw({ Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", NotResource: TABLE_ARN }] })],
  ],
  [
    "an inline policy as one object",
    "wildcard-actions",
    [
      planted("aws:iam/role:Role", {
        inlinePolicies: {
          name: "x",
          policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
        },
      }),
    ],
  ],
  [
    "a statement among unknown ones",
    "wildcard-actions",
    [raw({ Statement: [UNKNOWN_STRING, { Effect: "Allow", Action: "*", Resource: TABLE_ARN }] })],
  ],
  ...[
    "arn:aws:dynamodb:eu-central-1:123456789012:table/*",
    "arn:aws:dynamodb:eu-central-1:123456789012:table/s*",
    "arn:aws:dynamodb:eu-central-1:123456789012:table/*store",
    "arn:aws:dynamodb:eu-central-1:123456789012:table/?????",
    "arn:aws:dynamodb:*:123456789012:table/store",
    "arn:aws:dynamodb:eu-*:123456789012:table/store",
    "arn:aws:dynamodb:eu-central-1:*:table/store",
    "arn:aws:dynamodb:eu-central-1:1234567890??:table/store",
    "arn:aws:dynamodb:eu-central-1::table/store",
    "arn:aws:*:eu-central-1:123456789012:table/store",
    "arn:*:dynamodb:eu-central-1:123456789012:table/store",
    "arn:aws:dynamodb:eu-central-1:123456789012:*",
    "arn:aws:dynamodb:eu-central-1:123456789012:table/${aws:PrincipalTag/table}",
    "arn*",
    "store",
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/store", "*"],
  ].map(arn => resource(arn)),
  resource("arn:aws:s3:::*", "s3:GetObject"),
  resource("arn:aws:s3:::*/mail/*", "s3:GetObject"),
  resource("arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/*", "logs:PutLogEvents"),
  resource("arn:aws:lambda:eu-central-1:123456789012:function:*", "lambda:InvokeFunction"),
  resource("arn:aws:iam::123456789012:user/*", "iam:GetUser"),
  resource("arn:aws:kms:eu-central-1:123456789012:key/*", "kms:Decrypt"),
  resource("arn:aws:ses:*:123456789012:identity/*", "ses:SendEmail"),
  resource("arn:aws:scheduler:eu-central-1:123456789012:schedule/default/*", "scheduler:GetSchedule"),
  ...[
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:CreateLoginProfile",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:PutGroupPolicy",
    "iam:DeleteUserPermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
    "IAM:createpolicyversion",
    "sts:GetFederationToken",
    "sts:AssumeRoleWithWebIdentity",
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "lambda:AddPermission",
    "lambda:UpdateFunctionConfiguration",
    "lambda:CreateFunction",
    "lambda:CreateEventSourceMapping",
    "s3:PutBucketPolicy",
    "s3:PutObjectAcl",
    "sns:AddPermission",
    "sns:Subscribe",
    "sqs:AddPermission",
    "sqs:SetQueueAttributes",
    "events:PutTargets",
    "events:PutPermission",
    "ssm:SendCommand",
    "dynamodb:PutResourcePolicy",
    "secretsmanager:PutResourcePolicy",
    "ec2:RunInstances",
    "organizations:LeaveOrganization",
  ].map(written => needless(written)),
  ...["iam:PassRole", "iam:passrole", "iam:CreateAccessKey", "sts:AssumeRole"].map(written =>
    needless(written, `arn:aws:iam::${ACCOUNT}:role/other/*`),
  ),
  needless("lambda:UpdateFunctionCode", `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:other-*`),
  needless("iam:CreateAccessKey", `arn:aws:iam::${ACCOUNT}:user/ses-smtp*`),
  ...["iam:PassRole", "sts:AssumeRole"].map((written): Evasion => [
    `${written} on a role of another stack`,
    "own-scope",
    [may(written, ROLE)],
  ]),
  ["AssumeRole in another account", "own-scope", [may("sts:AssumeRole", ROLE.replace(ACCOUNT, FOREIGN))]],
  ["CreateUser without a boundary", "bounded-users", [bounded({})]],
  [
    "AttachRolePolicy without a boundary",
    "bounded-users",
    [may("iam:AttachRolePolicy", `arn:aws:iam::${ACCOUNT}:role/ses-smtp/*`)],
  ],
  ...(
    [
      ["of any kind", { StringLike: { "iam:PermissionsBoundary": "*" } }],
      ["of any name", { StringLike: { "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/*` } }],
      [
        "that refers to itself",
        { StringEquals: { "iam:PermissionsBoundary": "${iam:PermissionsBoundary}" } },
      ],
      ["only if there is one", { StringEqualsIfExists: { "iam:PermissionsBoundary": BOUNDARY } }],
      ["other than one", { StringNotEquals: { "iam:PermissionsBoundary": BOUNDARY } }],
      [
        "of AWS",
        { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" } },
      ],
      [
        "of ours or of AWS",
        { StringEquals: { "iam:PermissionsBoundary": [BOUNDARY, "arn:aws:iam::aws:policy/ReadOnlyAccess"] } },
      ],
      ["that only has to exist", { Null: { "iam:PermissionsBoundary": "false" } }],
      ["for all values", { "ForAllValues:StringEquals": { "iam:PermissionsBoundary": BOUNDARY } }],
    ] as [string, object][]
  ).map(([what, condition]): Evasion => [`a boundary ${what}`, "bounded-users", [bounded(condition)]]),
  [
    "a boundary of another stack",
    "own-scope",
    [bounded({ StringEquals: { "iam:PermissionsBoundary": BOUNDARY } })],
  ],
  [
    "a user with a boundary of another stack",
    "own-scope",
    [planted("aws:iam/user:User", { permissionsBoundary: BOUNDARY })],
  ],
  [
    "a policy of another stack",
    "own-scope",
    [
      planted("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        policyArn: `arn:aws:iam::${ACCOUNT}:policy/admin`,
      }),
    ],
  ],
  ...[
    "IAMFullAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "service-role/AWSLambdaVPCAccessExecutionRole",
    "job-function/Billing",
    "AmazonSSMManagedInstanceCore",
  ].map((name): Evasion => [
    `the policy ${name} of AWS`,
    "full-access",
    [planted("aws:iam/policyAttachment:PolicyAttachment", { policyArn: `arn:aws:iam::aws:policy/${name}` })],
  ]),
];
