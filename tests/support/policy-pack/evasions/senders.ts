import { QUEUE_POLICY, TOPIC_POLICY } from "../fixtures";
import { ACCOUNT, type Evasion, lets, planted, QUEUE_ARN } from "./evasion";

const PERMISSION = "aws:lambda/permission:Permission";
const SOURCE = "aws:SourceArn";
const sender = (what: string, Principal: unknown, Condition: object = {}): Evasion => [
  `a queue that ${what} may fill`,
  "named-sources",
  [planted(QUEUE_POLICY, { policy: lets(Principal, Condition) })],
];
const permission = (what: string, props: object): Evasion => [
  `a function that ${what} may call`,
  "guarded-trust",
  [
    planted(PERMISSION, {
      action: "lambda:InvokeFunction",
      function: "f",
      principal: "sns.amazonaws.com",
      ...props,
    }),
  ],
];
const attached = (type: string, property = "policy"): Evasion => [
  `${type} that any service's user may use`,
  "named-sources",
  [planted(type, { [property]: lets({ Service: "sns.amazonaws.com" }) })],
];

export const SENDER_EVASIONS: readonly Evasion[] = [
  sender("everyone", "*"),
  sender("everyone in a list", { AWS: ["*"] }),
  sender("everyone of any kind", { "*": "*" }),
  sender("lambda for anyone", { Service: "lambda.amazonaws.com" }),
  sender("everyone but one IP address", "*", { NotIpAddress: { "aws:SourceIp": "1.2.3.4/32" } }),
  sender("everyone at an address", "*", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }),
  sender(
    "every role but one",
    { AWS: ACCOUNT },
    { ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/x` } },
  ),
  sender("every caller's ARN", "*", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } }),
  sender("every topic of a name", "*", { ArnLike: { [SOURCE]: "arn:aws:sns:*:*:news" } }),
  [
    "a topic's own policy for any account",
    "named-sources",
    [planted("aws:sns/topic:Topic", { policy: lets({ Service: "events.amazonaws.com" }) })],
  ],
  [
    "a queue's own policy for everyone",
    "named-sources",
    [planted("aws:sqs/queue:Queue", { sqsManagedSseEnabled: true, policy: lets("*") })],
  ],
  [
    "a topic policy as an object",
    "named-sources",
    [planted(TOPIC_POLICY, { policy: JSON.parse(lets("*")) as object })],
  ],
  attached("aws:s3/bucketPolicy:BucketPolicy"),
  attached("aws:kms/keyPolicy:KeyPolicy"),
  attached("aws:cloudwatch/eventBusPolicy:EventBusPolicy"),
  attached("aws:ses/identityPolicy:IdentityPolicy"),
  attached("aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy"),
  attached("aws:ecr/repositoryPolicy:RepositoryPolicy"),
  attached("aws:secretsmanager/secretPolicy:SecretPolicy"),
  attached("aws:s3/accessPoint:AccessPoint"),
  attached("aws:s3control/accessPointPolicy:AccessPointPolicy"),
  attached("aws:lambda/resourcePolicy:ResourcePolicy"),
  attached("aws:dynamodb/resourcePolicy:ResourcePolicy"),
  attached("aws:apigateway/restApi:RestApi"),
  attached("aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy", "accessPolicy"),
  attached("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"),
  permission("any account's topic", {}),
  permission("everyone", { principal: "*" }),
  permission("everyone in an organization", { principal: "*", principalOrgId: "o-12345" }),
  permission("any topic", { sourceArn: "arn:aws:sns:*:*:*" }),
  permission("anything", { sourceArn: "*" }),
  permission("an account of any number", { sourceAccount: "*" }),
  permission("every topic of the account", { sourceArn: `arn:aws:sns:eu-central-1:${ACCOUNT}:*` }),
  permission("every role", { principal: "arn:aws:iam::*:role/x" }),
  permission("everyone by URL", {
    action: "lambda:InvokeFunctionUrl",
    principal: "*",
    functionUrlAuthType: "NONE",
  }),
  permission("a topic with every right", { action: "lambda:*", sourceArn: QUEUE_ARN }),
  [
    "a layer for everyone",
    "guarded-trust",
    [
      planted("aws:lambda/layerVersionPermission:LayerVersionPermission", {
        action: "lambda:GetLayerVersion",
        principal: "*",
        organizationId: "o-1",
      }),
    ],
  ],
  [
    "a bus for everyone",
    "guarded-trust",
    [
      planted("aws:cloudwatch/eventPermission:EventPermission", {
        principal: "*",
        condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-1" },
      }),
    ],
  ],
  sender(
    "everyone, by a value that is an object",
    { Service: "sns.amazonaws.com" },
    { StringLike: { "aws:SourceAccount": { x: "*" } } },
  ),
  sender(
    "everyone, by an empty list",
    { Service: "sns.amazonaws.com" },
    { StringLike: { "aws:SourceAccount": [] } },
  ),
  permission("a topic with actions in a list", {
    action: ["lambda:*"],
    sourceArn: `arn:aws:sns:eu-central-1:${ACCOUNT}:news`,
  }),
];
