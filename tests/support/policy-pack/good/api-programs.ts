import { UNKNOWN_STRING } from "../fixtures";
import {
  allow,
  document,
  failures,
  httpApi,
  known,
  lambda,
  mapping,
  permission,
  queue,
  schedulerRole,
  table,
  topic,
} from "./parts";
import { type Program, schedule, worker, subscription, rule, READ, WRITE } from "./triggers";

/** Stacks of Lambda, API, table, queue, and topic as people write them with Pulumi; each must pass every policy. */
export const API_PROGRAMS: Readonly<Record<string, Program>> = {
  "an HTTP API that reads a table": arns => [
    table(arns, "items"),
    ...lambda(arns, "reader", [allow(READ, arns("dynamodb", "table/items"))]),
    ...httpApi(arns, "reader"),
  ],
  "an HTTP API with a JWT that writes a table with an index": arns => [
    table(arns, "items", {
      globalSecondaryIndexes: [{ name: "by-date", hashKey: "d", projectionType: "ALL" }],
    }),
    ...lambda(arns, "writer", [
      allow([...READ, ...WRITE], [arns("dynamodb", "table/items"), arns("dynamodb", "table/items/index/*")]),
    ]),
    ...httpApi(arns, "writer", "POST /items", "JWT"),
  ],
  "a REST API with IAM authorization": arns => [
    ...lambda(arns, "rest", []),
    { type: "aws:apigateway/restApi:RestApi", name: "rest-api", props: { name: "rest" } },
    { type: "aws:apigateway/resource:Resource", name: "items", props: { pathPart: "items" } },
    {
      type: "aws:apigateway/method:Method",
      name: "get",
      props: { httpMethod: "GET", authorization: "AWS_IAM" },
    },
    {
      type: "aws:apigateway/integration:Integration",
      name: "integration",
      props: {
        type: "AWS_PROXY",
        uri:
          arns === known
            ? `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${known("lambda", "function:rest")}/invocations`
            : UNKNOWN_STRING,
      },
      dependsOn: { uri: ["rest"] },
    },
    permission(arns, "rest", "apigateway.amazonaws.com", arns("execute-api", "abc123def4/*/GET/items")),
  ],
  "a function with a signed URL": arns => [
    ...worker(arns),
    { type: "aws:lambda/functionUrl:FunctionUrl", name: "url", props: { authorizationType: "AWS_IAM" } },
  ],
  "a queue that a function reads": arns => [
    ...queue(arns, "jobs", "sns.amazonaws.com", arns("sns", "news")),
    ...worker(arns, [
      allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], arns("sqs", "jobs")),
    ]),
    mapping(arns, "worker", "jobs", arns("sqs", "jobs")),
  ],
  "a queue with a redrive policy": arns => [
    ...failures(arns),
    {
      type: "aws:sqs/queue:Queue",
      name: "jobs",
      props: {
        arn: arns("sqs", "jobs"),
        sqsManagedSseEnabled: true,
        policy: document(
          allow("sqs:SendMessage", arns("sqs", "jobs"), {
            Principal: { Service: "events.amazonaws.com" },
            Condition: { ArnEquals: { "aws:SourceArn": arns("events", "rule/rule") } },
          }),
        ),
        redrivePolicy: JSON.stringify({
          deadLetterTargetArn: "arn:aws:sqs:eu-central-1:123456789012:failures",
          maxReceiveCount: 5,
        }),
      },
    },
    ...rule(arns, { eventPattern: '{"source":["aws.ses"]}' }, "jobs", arns("sqs", "jobs")),
  ],
  "a topic that starts a function": arns => [
    ...topic(arns, "news", "ses.amazonaws.com"),
    ...worker(arns),
    subscription(arns, "lambda", arns("lambda", "function:worker"), "worker"),
    permission(arns, "worker", "sns.amazonaws.com", arns("sns", "news")),
  ],
  "a topic that fills a queue": arns => [
    ...topic(arns, "news", "events.amazonaws.com"),
    ...queue(arns, "jobs", "sns.amazonaws.com", arns("sns", "news")),
    subscription(arns, "sqs", arns("sqs", "jobs"), "jobs"),
  ],
  "a topic that people subscribe to by email": arns => [
    ...topic(arns, "news", "cloudwatch.amazonaws.com"),
    subscription(arns, "email", "oncall@company.com", "oncall"),
  ],
  "a daily schedule": arns => [...worker(arns), ...schedulerRole(arns, "worker"), schedule(arns)],
  "a schedule in a group, with a dead-letter queue": arns => [
    ...worker(arns),
    ...schedulerRole(arns, "worker"),
    { type: "aws:scheduler/scheduleGroup:ScheduleGroup", name: "group", props: {} },
    {
      ...schedule(arns, {
        scheduleExpression: "rate(1 hour)",
        target: {
          arn: arns("lambda", "function:worker"),
          roleArn: arns("iam", "role/scheduler"),
          deadLetterConfig: { arn: arns("sqs", "failures") },
        },
      }),
      dependsOn: { target: ["worker", "scheduler", "failures"] },
    },
  ],
  "a rule with a schedule": arns => [
    ...worker(arns),
    ...rule(arns, { scheduleExpression: "rate(1 day)" }),
    permission(arns, "worker", "events.amazonaws.com", arns("events", "rule/rule")),
  ],
  "a rule on SES events": arns => [
    ...worker(arns),
    ...rule(arns, {
      eventPattern: JSON.stringify({ source: ["aws.ses"], "detail-type": [{ prefix: "Email" }] }),
    }),
    permission(arns, "worker", "events.amazonaws.com", arns("events", "rule/rule")),
  ],
  "a rule on a bus of its own": arns => [
    {
      type: "aws:cloudwatch/eventBus:EventBus",
      name: "bus",
      props: { arn: arns("events", "event-bus/orders") },
    },
    ...worker(arns, [allow("events:PutEvents", arns("events", "event-bus/orders"))]),
    ...rule(arns, { eventPattern: { source: ["com.company.orders"] }, eventBusName: "orders" }),
  ],
};
