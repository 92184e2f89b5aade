import { API_CASES } from "./api-cases";
import { EVENT_CASES } from "./event-cases";
import { MESSAGING_CASES } from "./messaging-cases";
import { DASHBOARD_CASE, SAVED_QUERY_CASE } from "./monitoring-cases";
import { BUCKET_CASES, TRAIL_CASE } from "./trail-cases";
import { policyOf, type TypeCase } from "./type-case";
import { archive, secret } from "./wire";

export const HANDLER = "exports.handler = async event => ({ echo: event.word ?? null });";

export const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: ["lambda.amazonaws.com", "scheduler.amazonaws.com"] },
      Action: "sts:AssumeRole",
    },
  ],
});

const TABLE = {
  billingMode: "PAY_PER_REQUEST",
  hashKey: "k",
  attributes: [{ name: "k", type: "S" }],
};

const DESTINATION = {
  matchingEventTypes: ["BOUNCE"],
  enabled: true,
  eventBridgeDestination: { eventBusArn: "arn:aws:events:eu-central-1:123456789012:event-bus/default" },
};

export const TYPE_CASES: readonly TypeCase[] = [
  ...API_CASES,
  TRAIL_CASE,
  DASHBOARD_CASE,
  ...EVENT_CASES,
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    inputs: () => ({ name: secret("/grpc/group"), retentionInDays: 7 }),
    secret: "name",
    computed: ["arn"],
    change: { retentionInDays: 14 },
    replacing: { name: "/grpc/other" },
  },
  {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    inputs: ({ topicArn, queueArn }) => ({
      name: "grpc created - alarm",
      alarmDescription: secret("before"),
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queueArn.split(":").at(-1) },
      statistic: "Maximum",
      period: 300,
      evaluationPeriods: 6,
      datapointsToAlarm: 6,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
    }),
    secret: "alarmDescription",
    computed: ["arn"],
    change: { alarmDescription: secret("after"), threshold: 2 },
    replacing: { name: "grpc other - alarm" },
  },
  SAVED_QUERY_CASE,
  {
    type: "aws:dynamodb/table:Table",
    inputs: () => ({ name: "grpc-table", ...TABLE, tags: secret({ team: "mail" }) }),
    secret: "tags",
    computed: ["arn"],
    change: { streamEnabled: true, streamViewType: "KEYS_ONLY" },
    replacing: { hashKey: "other" },
  },
  {
    type: "aws:iam/policy:Policy",
    inputs: () => ({ name: "grpc-policy", policy: secret(policyOf("ses:SendEmail")) }),
    secret: "policy",
    computed: ["arn", "policyId"],
    change: { policy: secret(policyOf("ses:SendRawEmail")) },
    replacing: { path: "/elsewhere/" },
  },
  {
    type: "aws:iam/role:Role",
    inputs: () => ({ name: "grpc-created-role", assumeRolePolicy: TRUST, description: secret("before") }),
    secret: "description",
    computed: ["arn", "uniqueId"],
    change: { description: secret("after") },
    replacing: { name: "grpc-other-role" },
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    inputs: ({ roleName }) => ({ name: "grpc", role: roleName, policy: secret(policyOf("sts:AssumeRole")) }),
    secret: "policy",
    computed: [],
    change: { policy: secret(policyOf("sts:TagSession")) },
    replacing: { name: "other" },
  },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    inputs: ({ roleName }) => ({
      role: secret(roleName),
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    }),
    secret: "role",
    computed: [],
    replacing: { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
  },
  {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    inputs: ({ functionName, streamArn }) => ({
      functionName: secret(functionName),
      eventSourceArn: streamArn,
      startingPosition: "LATEST",
      batchSize: 5,
    }),
    secret: "functionName",
    computed: ["uuid", "functionArn"],
    change: { batchSize: 10 },
    replacing: { startingPosition: "TRIM_HORIZON" },
  },
  {
    type: "aws:lambda/function:Function",
    inputs: ({ roleArn }) => ({
      name: "grpc-function",
      role: roleArn,
      handler: "index.handler",
      runtime: "nodejs24.x",
      code: archive({ "index.js": HANDLER }),
      environment: { variables: { WORD: secret("hidden") } },
    }),
    secret: "environment",
    computed: ["arn", "invokeArn", "codeSha256"],
    change: { code: archive({ "index.js": `${HANDLER} // changed` }), memorySize: 256 },
    replacing: { name: "grpc-other" },
  },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    inputs: ({ functionName }) => ({ functionName: secret(functionName), maximumRetryAttempts: 1 }),
    secret: "functionName",
    computed: [],
    change: { maximumRetryAttempts: 0 },
    replacing: { functionName: "other" },
  },
  {
    type: "aws:lambda/invocation:Invocation",
    inputs: ({ functionName }) => ({
      functionName,
      input: secret(JSON.stringify({ word: "one" })),
      lifecycleScope: "CRUD", // otherwise a new input replaces the resource
    }),
    secret: "input",
    computed: ["result"],
    change: { input: secret(JSON.stringify({ word: "two" })) },
    replacing: { triggers: { version: "2" } },
    stays: "an invocation cannot be deleted",
  },
  {
    type: "aws:lambda/permission:Permission",
    inputs: ({ functionName }) => ({
      statementId: "grpc",
      function: functionName,
      action: "lambda:InvokeFunction",
      principal: secret("sns.amazonaws.com"),
    }),
    secret: "principal",
    computed: [],
    replacing: { principal: "s3.amazonaws.com" },
  },
  ...BUCKET_CASES,
  {
    type: "aws:scheduler/schedule:Schedule",
    inputs: ({ roleArn, queueArn }) => ({
      name: "grpc-schedule",
      scheduleExpression: "cron(17 3 * * ? *)",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: queueArn, roleArn, input: "{}" },
      description: secret("before"),
    }),
    secret: "description",
    computed: ["arn"],
    change: { scheduleExpression: "rate(1 day)" },
    replacing: { name: "grpc-other-schedule" },
  },
  {
    type: "aws:scheduler/scheduleGroup:ScheduleGroup",
    inputs: () => ({ name: "grpc-group", tags: secret({ team: "mail" }) }),
    secret: "tags",
    computed: ["arn", "state"],
    replacing: { name: "grpc-other-group" },
  },
  {
    type: "aws:sesv2/configurationSet:ConfigurationSet",
    inputs: () => ({ configurationSetName: "grpc-set", tags: secret({ team: "mail" }) }),
    secret: "tags",
    computed: ["arn"],
    change: { suppressionOptions: { suppressedReasons: ["BOUNCE"] } },
    replacing: { configurationSetName: "grpc-other-set" },
  },
  {
    type: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    inputs: ({ configurationSetName }) => ({
      configurationSetName,
      eventDestinationName: "grpc",
      eventDestination: secret(DESTINATION),
    }),
    secret: "eventDestination",
    computed: [],
    change: { eventDestination: secret({ ...DESTINATION, matchingEventTypes: ["BOUNCE", "COMPLAINT"] }) },
    replacing: { eventDestinationName: "other" },
  },
  {
    type: "aws:sesv2/emailIdentity:EmailIdentity",
    inputs: ({ configurationSetName }) => ({
      emailIdentity: "created.grpc.example",
      configurationSetName: secret(configurationSetName),
    }),
    secret: "configurationSetName",
    computed: ["arn", "identityType", "dkimSigningAttributes"],
    change: { configurationSetName: undefined },
    replacing: { emailIdentity: "other.grpc.example" },
  },
  {
    type: "aws:sesv2/emailIdentityFeedbackAttributes:EmailIdentityFeedbackAttributes",
    inputs: ({ emailIdentity }) => ({ emailIdentity: secret(emailIdentity), emailForwardingEnabled: true }),
    secret: "emailIdentity",
    computed: [],
    change: { emailForwardingEnabled: false },
    replacing: { emailIdentity: "other.grpc.example" },
    stays: "it is part of an identity, which still exists",
  },
  {
    type: "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes",
    inputs: ({ emailIdentity }) => ({ emailIdentity, mailFromDomain: secret(`mail.${emailIdentity}`) }),
    secret: "mailFromDomain",
    computed: [],
    change: { mailFromDomain: "bounce.grpc.example" },
    replacing: { emailIdentity: "other.grpc.example" },
    stays: "it is part of an identity, which still exists",
  },
  ...MESSAGING_CASES,
];
