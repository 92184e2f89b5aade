import type { Given } from "../../../cost/analyzer";

export const TABLE = "aws:dynamodb/table:Table";
export const FUNCTION = "aws:lambda/function:Function";
export const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
export const QUEUE = "aws:sqs/queue:Queue";
export const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
export const TOPIC = "aws:sns/topic:Topic";
export const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
export const ROUTE = "aws:apigatewayv2/route:Route";
export const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
export const SCHEDULE = "aws:scheduler/schedule:Schedule";

export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Each is what its rule wants; a test breaks one property. */
export const table = (props: object = {}): Given => ({
  type: TABLE,
  name: "store",
  props: { billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: true, ...props },
});

export const lambda = (props: object = {}): Given => ({
  type: FUNCTION,
  name: "manager",
  props: {
    role: "arn:aws:iam::123456789012:role/manager",
    runtime: "nodejs24.x",
    architectures: ["arm64"],
    tracingConfig: { mode: "Active" },
    loggingConfig: { logFormat: "Text", logGroup: "/aws/lambda/manager" },
    ...props,
  },
});

export const role = (props: object = {}): Given => ({
  type: ROLE,
  name: "role",
  props: {
    arn: "arn:aws:iam::123456789012:role/manager",
    assumeRolePolicy: policy({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
    ...props,
  },
});

export const logGroup = (props: object = {}): Given => ({
  type: LOG_GROUP,
  name: "logs",
  props: { name: "/aws/lambda/manager", retentionInDays: 30, ...props },
});

export const queue = (props: object = {}): Given => ({
  type: QUEUE,
  name: "dead-letters",
  props: { sqsManagedSseEnabled: true, ...props },
});

export const alarm = (name: string, props: object = {}): Given => ({
  type: ALARM,
  name,
  props: {
    namespace: "AWS/Lambda",
    metricName: "Errors",
    period: 300,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 1,
    ...props,
  },
});

export const rolePolicy = (...statements: object[]): Given => ({
  type: ROLE_POLICY,
  name: "policy",
  props: { policy: policy(...statements) },
});

/** A policy document as the engine passes it on: JSON. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function omit(given: Given, ...keys: string[]): Given {
  const props = Object.fromEntries(Object.entries(given.props ?? {}).filter(([key]) => !keys.includes(key)));
  return { ...given, props };
}
