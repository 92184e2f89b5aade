import type { Given } from "../../../../cost/analyzer";
import { policy, QUEUE_POLICY, role } from "../fixtures";
import { ACCOUNT, type Evasion, FOREIGN, lets, planted, TOPIC_ARN } from "./evasion";

const PERMISSION = "aws:lambda/permission:Permission";
const SCHEDULER = { Service: "scheduler.amazonaws.com" };
const SOURCE = "aws:SourceArn";
const trusts = (Principal: unknown, Condition: object = {}, more: object = {}): Given =>
  role({
    assumeRolePolicy: policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition, ...more }),
  });
const source = (what: string, Condition: object): Evasion => [
  `a service trusted for ${what}`,
  "guarded-trust",
  [trusts(SCHEDULER, Condition)],
];
const foreign = (what: string, ...given: Given[]): Evasion => [
  `another account ${what}`,
  "own-scope",
  [{ type: "aws:sns/topic:Topic", name: "news", props: { arn: TOPIC_ARN } }, ...given],
];

export const TRUST_EVASIONS: readonly Evasion[] = [
  source("any account", {}),
  source("any source", { StringLike: { [SOURCE]: "*" } }),
  source("any ARN", { ArnLike: { [SOURCE]: "arn:aws:*" } }),
  source("any account's group", {
    ArnLike: { [SOURCE]: "arn:aws:scheduler:eu-central-1:*:schedule-group/x" },
  }),
  source("any account of twelve digits", {
    ArnLike: { [SOURCE]: "arn:aws:scheduler:eu-central-1:????????????:schedule-group/x" },
  }),
  source("accounts that begin alike", { StringLike: { "aws:SourceAccount": "12345678*" } }),
  source("ours or any", { StringLike: { "aws:SourceAccount": [ACCOUNT, "*"] } }),
  source("everything in the account", {
    ArnLike: { [SOURCE]: `arn:aws:scheduler:eu-central-1:${ACCOUNT}:*` },
  }),
  source("every schedule of the account", {
    ArnLike: { [SOURCE]: `arn:aws:scheduler:*:${ACCOUNT}:schedule/*` },
  }),
  source("every service of the account", {
    ArnLike: { [SOURCE]: `arn:aws:*:*:${ACCOUNT}:schedule-group/x` },
  }),
  source("every bucket", { ArnLike: { [SOURCE]: "arn:aws:s3:::*" } }),
  source("buckets that begin alike", { ArnLike: { [SOURCE]: "arn:aws:s3:::mail-*" } }),
  source("all but one account", { StringNotEquals: { "aws:SourceAccount": FOREIGN } }),
  source("all but one ARN", { ArnNotLike: { [SOURCE]: "arn:aws:scheduler:*:1:*" } }),
  source("ours, and all but one", {
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    StringNotEquals: { "aws:SourceAccount": FOREIGN },
  }),
  source("ours if it says", { StringEqualsIfExists: { "aws:SourceAccount": ACCOUNT } }),
  source("ours if it says, in small letters", { stringequalsifexists: { "aws:sourceaccount": ACCOUNT } }),
  source("ours if any", { "ForAllValues:StringEquals": { "aws:SourceAccount": ACCOUNT } }),
  source("whatever it says", { StringEquals: { "aws:SourceAccount": "${aws:SourceAccount}" } }),
  source("whatever ARN it says", { ArnLike: { [SOURCE]: "${aws:SourceArn}" } }),
  source("whatever it says, with a default", {
    StringEquals: { "aws:SourceAccount": "${aws:SourceAccount, '1'}" },
  }),
  source("a source that exists", { Null: { [SOURCE]: "false" } }),
  source("an organization", { StringEquals: { "aws:SourceOrgID": "o-12345" } }),
  source("the caller's account", { StringEquals: { "aws:PrincipalAccount": ACCOUNT } }),
  source("a secure connection", { Bool: { "aws:SecureTransport": "true" } }),
  [
    "a service by a pattern",
    "guarded-trust",
    [trusts({ Service: "*.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": ACCOUNT } })],
  ],
  [
    "lambda and another service",
    "guarded-trust",
    [trusts({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] })],
  ],
  ["everyone", "guarded-trust", [trusts("*")]],
  [
    "everyone, escaped",
    "guarded-trust",
    [
      role({
        assumeRolePolicy:
          '{"Statement":[{"Effect":"Allow","Principal":"\\u002a","Action":"sts:AssumeRole"}]}',
      }),
    ],
  ],
  [
    "everyone in an organization",
    "guarded-trust",
    [trusts({ AWS: "*" }, { StringEquals: { "aws:PrincipalOrgID": "o-12345" } })],
  ],
  [
    "everyone with an external ID",
    "guarded-trust",
    [trusts({ AWS: "*" }, { StringEquals: { "sts:ExternalId": "secret" } })],
  ],
  ["every role of any account", "guarded-trust", [trusts({ AWS: "arn:aws:iam::*:role/ci" })]],
  ["every role of a name", "guarded-trust", [trusts({ AWS: `arn:aws:iam::${ACCOUNT}:role/*` })]],
  ["a role by its unique ID", "guarded-trust", [trusts({ AWS: "AROAEXAMPLEEXAMPLE" })]],
  ["a principal in small letters", "guarded-trust", [trusts({ aws: `arn:aws:iam::${ACCOUNT}:root` })]],
  [
    "an OIDC provider for one subject",
    "guarded-trust",
    [
      trusts(
        { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
        { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:a/b:ref:refs/heads/main" } },
        { Action: "sts:AssumeRoleWithWebIdentity" },
      ),
    ],
  ],
  [
    "a SAML provider",
    "guarded-trust",
    [
      trusts(
        { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/okta` },
        {},
        { Action: "sts:AssumeRoleWithSAML" },
      ),
    ],
  ],
  ["Cognito's identities", "guarded-trust", [trusts({ Federated: "cognito-identity.amazonaws.com" })]],
  [
    "a canonical user",
    "guarded-trust",
    [trusts({ CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" })],
  ],
  [
    "everyone but one",
    "guarded-trust",
    [
      role({
        assumeRolePolicy: policy({
          Effect: "Allow",
          NotPrincipal: { AWS: ACCOUNT },
          Action: "sts:AssumeRole",
        }),
      }),
    ],
  ],
  [
    "a trust policy that allows everything",
    "guarded-trust",
    [trusts({ Service: "lambda.amazonaws.com" }, {}, { Action: "*" })],
  ],
  foreign("that a role trusts", trusts({ AWS: `arn:aws:iam::${FOREIGN}:root` })),
  foreign("that a role trusts by its number", trusts({ AWS: FOREIGN })),
  foreign("beside ours that a role trusts", trusts({ AWS: [ACCOUNT, `arn:aws:iam::${FOREIGN}:role/x`] })),
  foreign("as a service's source", trusts(SCHEDULER, { StringEquals: { "aws:SourceAccount": FOREIGN } })),
  foreign(
    "in a service's source ARN",
    planted(QUEUE_POLICY, {
      policy: lets(
        { Service: "sns.amazonaws.com" },
        { ArnEquals: { [SOURCE]: TOPIC_ARN.replace(ACCOUNT, FOREIGN) } },
      ),
    }),
  ),
  foreign("that may fill a queue", planted(QUEUE_POLICY, { policy: lets({ AWS: FOREIGN }) })),
  foreign(
    "that may fill a queue by condition",
    planted(QUEUE_POLICY, { policy: lets("*", { StringEquals: { "aws:PrincipalAccount": FOREIGN } }) }),
  ),
  foreign(
    "that may call a function",
    planted(PERMISSION, { action: "lambda:InvokeFunction", function: "f", principal: FOREIGN }),
  ),
  foreign(
    "whose topic may call a function",
    planted(PERMISSION, {
      function: "f",
      principal: "sns.amazonaws.com",
      sourceArn: TOPIC_ARN.replace(ACCOUNT, FOREIGN),
    }),
  ),
  foreign(
    "that may put events",
    planted("aws:cloudwatch/eventPermission:EventPermission", { principal: FOREIGN, statementId: "x" }),
  ),
  [
    "another account without any evidence of ours",
    "own-scope",
    [{ ...trusts({ AWS: FOREIGN }), name: "planted", props: { assumeRolePolicy: lets({ AWS: FOREIGN }) } }],
  ],
];
