import type { Given } from "../../../../cost/analyzer";
import {
  LOG_GROUP,
  MAPPING,
  policy,
  QUEUE,
  QUEUE_POLICY,
  ROLE,
  ROLE_POLICY,
  TABLE,
  TOPIC,
  TOPIC_POLICY,
  UNKNOWN_STRING,
} from "../fixtures";

const ACCOUNT = "123456789012";
const REGION = "eu-central-1";

/** ARNs as they are at a preview (unknown) or after an update. */
export type Arns = (service: string, name: string) => string;

export const known: Arns = (service, name) =>
  ["iam", "s3"].includes(service)
    ? `arn:aws:${service}::${service === "s3" ? "" : ACCOUNT}:${name}`
    : `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
export const unknown: Arns = () => UNKNOWN_STRING;

/** Statements are objects: at a preview a policy is a structure with unknown leaves. */
export const allow = (Action: string | string[], Resource: unknown, more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
export const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

/** A function as the house form has it, with its role, policy, and log group. */
export function lambda(arns: Arns, name: string, statements: object[], props: object = {}): Given[] {
  const arn = arns("lambda", `function:${name}`);
  return [
    {
      type: ROLE,
      name: `${name}-role`,
      props: {
        arn: arns("iam", `role/${name}-role`),
        assumeRolePolicy: policy({
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        }),
      },
    },
    {
      type: ROLE_POLICY,
      name: `${name}-policy`,
      props: {
        policy: document(
          allow(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            arns("logs", `log-group:/aws/lambda/${name}:*`),
          ),
          allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
          ...statements,
        ),
      },
      dependsOn: { policy: [`${name}-logs`] },
    },
    {
      type: LOG_GROUP,
      name: `${name}-logs`,
      props: {
        name: `/aws/lambda/${name}`,
        retentionInDays: 30,
        arn: arns("logs", `log-group:/aws/lambda/${name}`),
      },
    },
    {
      type: "aws:lambda/function:Function",
      name,
      props: {
        arn,
        role: arns("iam", `role/${name}-role`),
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        memorySize: 256,
        timeout: 10,
        tracingConfig: { mode: "Active" },
        loggingConfig: { logFormat: "JSON", logGroup: `/aws/lambda/${name}` },
        ...props,
      },
      dependsOn: {
        role: [`${name}-role`],
        loggingConfig: [`${name}-logs`],
        deadLetterConfig: ["failures"],
      },
    },
  ];
}

/** Where failed events go, and its inputs for a function. */
export const deadLetters = (arns: Arns) => ({ deadLetterConfig: { targetArn: arns("sqs", "failures") } });

export function queue(arns: Arns, name: string, sender: string, source: string): Given[] {
  return [
    {
      type: QUEUE,
      name,
      props: { arn: arns("sqs", name), sqsManagedSseEnabled: true, url: arns("sqs", `url-${name}`) },
    },
    {
      type: QUEUE_POLICY,
      name: `${name}-policy`,
      props: {
        queueUrl: arns("sqs", `url-${name}`),
        policy: document(
          allow("sqs:SendMessage", arns("sqs", name), {
            Principal: { Service: sender },
            Condition: { ArnEquals: { "aws:SourceArn": source } },
          }),
        ),
      },
      dependsOn: { queueUrl: [name], policy: [name] },
    },
  ];
}

export function topic(arns: Arns, name: string, sender: string): Given[] {
  return [
    { type: TOPIC, name, props: { arn: arns("sns", name) } },
    {
      type: TOPIC_POLICY,
      name: `${name}-policy`,
      props: {
        arn: arns("sns", name),
        policy: document(
          allow("sns:Publish", arns("sns", name), {
            Principal: { Service: sender },
            Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
          }),
        ),
      },
      dependsOn: { arn: [name], policy: [name] },
    },
  ];
}

export const failures = (arns: Arns): Given[] =>
  queue(arns, "failures", "lambda.amazonaws.com", arns("lambda", "function:worker"));

export const table = (arns: Arns, name: string, props: object = {}): Given => ({
  type: TABLE,
  name,
  props: {
    arn: arns("dynamodb", `table/${name}`),
    billingMode: "PAY_PER_REQUEST",
    deletionProtectionEnabled: true,
    ...props,
  },
});

export const permission = (arns: Arns, fn: string, principal: string, sourceArn: string): Given => ({
  type: "aws:lambda/permission:Permission",
  name: `${fn}-permission`,
  props: { action: "lambda:InvokeFunction", function: fn, principal, sourceArn },
  dependsOn: { function: [fn] },
});

/** An HTTP API with a route to a function. */
export const httpApi = (
  arns: Arns,
  fn: string,
  route = "GET /items",
  authorizationType = "AWS_IAM",
): Given[] => [
  {
    type: "aws:apigatewayv2/api:Api",
    name: "api",
    props: { protocolType: "HTTP", executionArn: arns("execute-api", "abc123def4") },
  },
  {
    type: "aws:apigatewayv2/integration:Integration",
    name: "integration",
    props: { integrationType: "AWS_PROXY", integrationUri: arns("lambda", `function:${fn}`) },
    dependsOn: { integrationUri: [fn], apiId: ["api"] },
  },
  { type: "aws:apigatewayv2/route:Route", name: "route", props: { routeKey: route, authorizationType } },
  { type: "aws:apigatewayv2/stage:Stage", name: "stage", props: { name: "$default", autoDeploy: true } },
  permission(arns, fn, "apigateway.amazonaws.com", arns("execute-api", "abc123def4/*/*")),
];

/** A role that Scheduler assumes to start a function. */
export const schedulerRole = (arns: Arns, fn: string): Given[] => [
  {
    type: ROLE,
    name: "scheduler",
    props: {
      arn: arns("iam", "role/scheduler"),
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
      }),
    },
  },
  {
    type: ROLE_POLICY,
    name: "scheduler-policy",
    props: { policy: document(allow("lambda:InvokeFunction", arns("lambda", `function:${fn}`))) },
    dependsOn: { policy: [fn] },
  },
];

export const mapping = (
  arns: Arns,
  fn: string,
  source: string,
  sourceArn: string,
  props: object = {},
): Given => ({
  type: MAPPING,
  name: `${fn}-mapping`,
  props: { functionName: arns("lambda", `function:${fn}`), eventSourceArn: sourceArn, ...props },
  dependsOn: { functionName: [fn], eventSourceArn: [source], destinationConfig: ["failures"] },
});
