import { DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import {
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
} from "@aws-sdk/client-sesv2";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import type { Clients } from "../../../sandbox/provider/clients";
import { SIGNATURE } from "../../../sandbox/provider/normalize";

export type Inputs = Record<string, unknown>;

/** An update in place and what AWS then returns: the provider's own answer would look right even if it did nothing. */
export interface UpdateCase {
  type: string;
  inputs: Inputs;
  change: Inputs;
  shows: (clients: Clients, id: string) => Promise<unknown>;
  before: unknown;
  after: unknown;
}

const document = (action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
});
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const CODE = {
  [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7",
  assets: {
    "i.js": { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "exports.h = async () => 1;" },
  },
};
const DESTINATION = {
  enabled: true,
  matchingEventTypes: ["BOUNCE"],
  eventBridgeDestination: { eventBusArn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default` },
};

export const UPDATE_CASES: readonly UpdateCase[] = [
  {
    type: "aws:iam/role:Role",
    inputs: { name: "updated", assumeRolePolicy: "{}", managedPolicyArns: [BASIC] },
    change: { permissionsBoundary: READ_ONLY, managedPolicyArns: [READ_ONLY] },
    shows: async ({ iam }, RoleName) => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const attached = AttachedPolicies?.map(({ PolicyArn }) => PolicyArn);
      return [Role?.PermissionsBoundary?.PermissionsBoundaryArn, attached];
    },
    before: [undefined, [BASIC]],
    after: [READ_ONLY, [READ_ONLY]],
  },
  {
    type: "aws:iam/policy:Policy",
    inputs: { name: "updated", policy: document("ses:SendEmail") },
    change: { policy: document("ses:SendRawEmail") },
    shows: async ({ iam }, PolicyArn) => {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
      const VersionId = Policy?.DefaultVersionId;
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "")) as unknown;
    },
    before: document("ses:SendEmail"),
    after: document("ses:SendRawEmail"),
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    inputs: { name: "updated", role: "update-ground", policy: document("sts:TagSession") },
    change: { policy: document("sts:AssumeRole") },
    shows: async ({ iam }) => {
      const asked = new GetRolePolicyCommand({ RoleName: "update-ground", PolicyName: "updated" });
      return JSON.parse(decodeURIComponent((await iam.send(asked)).PolicyDocument ?? "")) as unknown;
    },
    before: document("sts:TagSession"),
    after: document("sts:AssumeRole"),
  },
  {
    type: "aws:lambda/function:Function",
    inputs: functionInputs("updated"),
    change: { timeout: 9, environment: { variables: { A: "two" } } },
    shows: async ({ lambda }, FunctionName) => {
      const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return [found.Timeout, found.Environment?.Variables?.A];
    },
    before: [3, "one"],
    after: [9, "two"],
  },
  {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    inputs: {
      functionName: "update-ground",
      eventSourceArn: "{stream}",
      startingPosition: "LATEST",
      batchSize: 5,
      maximumRetryAttempts: 1,
    },
    change: { batchSize: 7, maximumRetryAttempts: 2 },
    shows: async ({ lambda }, UUID) => {
      const found = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
      return [found.BatchSize, found.MaximumRetryAttempts];
    },
    before: [5, 1],
    after: [7, 2],
  },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    inputs: { functionName: "update-ground", maximumRetryAttempts: 1 },
    change: { maximumRetryAttempts: 0 },
    shows: async ({ lambda }) => {
      const asked = new GetFunctionEventInvokeConfigCommand({ FunctionName: "update-ground" });
      return (await lambda.send(asked)).MaximumRetryAttempts;
    },
    before: 1,
    after: 0,
  },
  {
    type: "aws:dynamodb/table:Table",
    inputs: {
      name: "updated",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "k",
      attributes: [{ name: "k", type: "S" }],
    },
    change: { ttl: { attributeName: "until", enabled: true } },
    shows: async ({ dynamodb }, TableName) => {
      const found = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
      return found.TimeToLiveDescription?.AttributeName;
    },
    before: undefined,
    after: "until",
  },
  {
    type: "aws:sns/topic:Topic",
    inputs: { name: "updated", displayName: "before" },
    change: { displayName: "after" },
    shows: async ({ sns }, TopicArn) =>
      (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes?.DisplayName,
    before: "before",
    after: "after",
  },
  {
    type: "aws:sesv2/configurationSet:ConfigurationSet",
    inputs: { configurationSetName: "updated", suppressionOptions: { suppressedReasons: ["BOUNCE"] } },
    change: {
      suppressionOptions: { suppressedReasons: ["COMPLAINT"] },
      sendingOptions: { sendingEnabled: false },
    },
    shows: async ({ sesv2 }, ConfigurationSetName) => {
      const found = await sesv2.send(new GetConfigurationSetCommand({ ConfigurationSetName }));
      return [found.SuppressionOptions?.SuppressedReasons, found.SendingOptions?.SendingEnabled];
    },
    before: [["BOUNCE"], true],
    after: [["COMPLAINT"], false],
  },
  {
    type: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    inputs: {
      configurationSetName: "update-ground",
      eventDestinationName: "updated",
      eventDestination: DESTINATION,
    },
    change: { eventDestination: { ...DESTINATION, matchingEventTypes: ["COMPLAINT"] } },
    shows: async ({ sesv2 }) => {
      const asked = new GetConfigurationSetEventDestinationsCommand({
        ConfigurationSetName: "update-ground",
      });
      return (await sesv2.send(asked)).EventDestinations?.[0]?.MatchingEventTypes;
    },
    before: ["BOUNCE"],
    after: ["COMPLAINT"],
  },
  {
    type: "aws:sesv2/emailIdentity:EmailIdentity",
    inputs: {
      emailIdentity: "updated.example",
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    },
    change: {
      configurationSetName: "update-ground",
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_1024_BIT" },
    },
    shows: async ({ sesv2 }, EmailIdentity) => {
      const found = await sesv2.send(new GetEmailIdentityCommand({ EmailIdentity }));
      return [found.ConfigurationSetName, found.DkimAttributes?.NextSigningKeyLength];
    },
    before: [undefined, "RSA_2048_BIT"],
    after: ["update-ground", "RSA_1024_BIT"],
  },
  {
    type: "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes",
    inputs: { emailIdentity: "update-ground.example", mailFromDomain: "mail.update-ground.example" },
    change: { mailFromDomain: "bounce.update-ground.example" },
    shows: async ({ sesv2 }, EmailIdentity) =>
      (await sesv2.send(new GetEmailIdentityCommand({ EmailIdentity }))).MailFromAttributes?.MailFromDomain,
    before: "mail.update-ground.example",
    after: "bounce.update-ground.example",
  },
  {
    type: "aws:sesv2/emailIdentityFeedbackAttributes:EmailIdentityFeedbackAttributes",
    inputs: { emailIdentity: "update-ground.example", emailForwardingEnabled: true },
    change: { emailForwardingEnabled: false },
    shows: async ({ sesv2 }, EmailIdentity) =>
      (await sesv2.send(new GetEmailIdentityCommand({ EmailIdentity }))).FeedbackForwardingStatus,
    before: true,
    after: false,
  },
];

/** Inputs of a minimal function. */
export function functionInputs(name: string): Inputs {
  const role = `arn:aws:iam::${ACCOUNT_ID}:role/update-ground`;
  const variables = { A: "one" };
  return {
    name,
    role,
    handler: "i.h",
    runtime: "nodejs24.x",
    code: CODE,
    timeout: 3,
    environment: { variables },
  };
}
