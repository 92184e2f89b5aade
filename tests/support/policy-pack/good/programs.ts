import type { Given } from "../analyzer";
import { SCHEDULE, UNKNOWN_STRING } from "../fixtures";
import {
  allow,
  type Arns,
  deadLetters,
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

type Program = (arns: Arns) => Given[];

const READ = ["dynamodb:GetItem", "dynamodb:Query"];
const WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];
const schedule = (arns: Arns, props: object = {}): Given => ({
  type: SCHEDULE,
  name: "daily",
  props: {
    scheduleExpression: "cron(0 3 * * ? *)",
    target: { arn: arns("lambda", "function:worker"), roleArn: arns("iam", "role/scheduler") },
    ...props,
  },
  dependsOn: { target: ["worker", "scheduler"] },
});
const worker = (arns: Arns, statements: object[] = []): Given[] => [
  ...failures(arns),
  ...lambda(
    arns,
    "worker",
    [allow("sqs:SendMessage", arns("sqs", "failures")), ...statements],
    deadLetters(arns),
  ),
];
const subscription = (arns: Arns, protocol: string, endpoint: string, to: string): Given => ({
  type: "aws:sns/topicSubscription:TopicSubscription",
  name: `to-${to}`,
  props: { topic: arns("sns", "news"), protocol, endpoint },
  dependsOn: { topic: ["news"], endpoint: [to] },
});
const rule = (
  arns: Arns,
  props: object,
  target = "worker",
  arn = arns("lambda", "function:worker"),
): Given[] => [
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    name: "rule",
    props: { name: "rule", arn: arns("events", "rule/rule"), ...props },
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    name: "target",
    props: { rule: "rule", arn },
    dependsOn: { rule: ["rule"], arn: [target] },
  },
];

/** Stacks of Lambda, API, table, queue, and topic as people write them with Pulumi; each must pass every policy. */
export const GOOD_PROGRAMS: Readonly<Record<string, Program>> = {
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
  "a table whose stream starts a function": arns => [
    table(arns, "items", {
      streamEnabled: true,
      streamViewType: "KEYS_ONLY",
      streamArn: arns("dynamodb", "table/items/stream/2026"),
    }),
    ...worker(arns, [
      allow(
        ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        arns("dynamodb", "table/items/stream/2026"),
      ),
      allow("dynamodb:ListStreams", "*"),
    ]),
    mapping(arns, "worker", "items", arns("dynamodb", "table/items/stream/2026"), {
      startingPosition: "TRIM_HORIZON",
      destinationConfig: { onFailure: { destinationArn: arns("sqs", "failures") } },
    }),
  ],
  "a bucket whose objects start a function": arns => [
    {
      type: "aws:s3/bucket:Bucket",
      name: "uploads",
      props: { arn: arns("s3", "uploads-1234"), bucket: "uploads-1234" },
    },
    ...worker(arns, [
      allow(["s3:GetObject", "s3:PutObject"], arns("s3", "uploads-1234/*")),
      allow("s3:ListBucket", arns("s3", "uploads-1234")),
    ]),
    {
      type: "aws:s3/bucketNotification:BucketNotification",
      name: "notification",
      props: {
        bucket: "uploads-1234",
        lambdaFunctions: [
          { lambdaFunctionArn: arns("lambda", "function:worker"), events: ["s3:ObjectCreated:*"] },
        ],
      },
      dependsOn: { lambdaFunctions: ["worker"] },
    },
    permission(arns, "worker", "s3.amazonaws.com", arns("s3", "uploads-1234")),
  ],
  "a function on failure and on success": arns => [
    ...queue(arns, "done", "lambda.amazonaws.com", arns("lambda", "function:worker")),
    ...worker(arns),
    {
      type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      name: "invoke",
      props: {
        functionName: "worker",
        destinationConfig: {
          onSuccess: { destination: arns("sqs", "done") },
          onFailure: { destination: arns("sqs", "failures") },
        },
      },
      dependsOn: { functionName: ["worker"], destinationConfig: ["done", "failures"] },
    },
  ],
  "a function that processes another's log": arns => [
    ...worker(arns),
    ...lambda(arns, "audit", [], deadLetters(arns)),
    {
      type: "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
      name: "filter",
      props: {
        logGroup: "/aws/lambda/worker",
        filterPattern: "ERROR",
        destinationArn: arns("lambda", "function:audit"),
      },
      dependsOn: { logGroup: ["worker-logs"], destinationArn: ["audit"] },
    },
    permission(arns, "audit", "logs.amazonaws.com", arns("logs", "log-group:/aws/lambda/worker:*")),
  ],
  "alarms that publish to a topic": arns => [
    ...topic(arns, "news", "cloudwatch.amazonaws.com"),
    ...worker(arns),
    {
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      name: "errors",
      props: {
        namespace: "AWS/Lambda",
        metricName: "Errors",
        period: 300,
        threshold: 1,
        alarmActions: [arns("sns", "news")],
      },
      dependsOn: { alarmActions: ["news"] },
    },
  ],
  "an alarm on an existing topic of the account": arns => [
    ...worker(arns),
    {
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      name: "errors",
      props: {
        namespace: "AWS/Lambda",
        metricName: "Errors",
        period: 300,
        threshold: 1,
        alarmActions: ["arn:aws:sns:eu-central-1:123456789012:oncall"],
      },
    },
  ],
  "email events to a topic": arns => [
    ...topic(arns, "news", "ses.amazonaws.com"),
    {
      type: "aws:sesv2/configurationSet:ConfigurationSet",
      name: "mail",
      props: { configurationSetName: "mail" },
    },
    {
      type: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
      name: "events",
      props: {
        configurationSetName: "mail",
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["BOUNCE"],
          snsDestination: { topicArn: arns("sns", "news") },
        },
      },
      dependsOn: { eventDestination: ["news"] },
    },
  ],
  "a function that sends email and uses an existing key": arns => [
    ...worker(arns, [
      allow(
        ["ses:SendEmail", "ses:SendRawEmail"],
        [
          "arn:aws:ses:eu-central-1:123456789012:identity/*",
          "arn:aws:ses:eu-central-1:123456789012:configuration-set/mail",
        ],
        { Condition: { StringLike: { "ses:FromAddress": "*@company.com" } } },
      ),
      allow(
        ["kms:Decrypt", "kms:GenerateDataKey"],
        "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      ),
    ]),
  ],
  "a function that creates users within a boundary": arns => [
    {
      type: "aws:iam/policy:Policy",
      name: "boundary",
      props: {
        arn: arns("iam", "policy/ses-smtp/boundary"),
        policy: document(
          allow("ses:SendRawEmail", "arn:aws:ses:eu-central-1:123456789012:identity/company.com"),
        ),
      },
    },
    ...worker(arns, [
      allow(["iam:CreateUser", "iam:PutUserPolicy"], "arn:aws:iam::123456789012:user/ses-smtp/test/*", {
        Condition: { StringEquals: { "iam:PermissionsBoundary": arns("iam", "policy/ses-smtp/boundary") } },
      }),
      allow("iam:CreateAccessKey", "arn:aws:iam::123456789012:user/ses-smtp/test/*"),
    ]),
    {
      type: "aws:iam/user:User",
      name: "person",
      props: { permissionsBoundary: arns("iam", "policy/ses-smtp/boundary") },
      dependsOn: { permissionsBoundary: ["boundary"] },
    },
  ],
  "a function that books schedules with a role of the stack": arns => [
    ...worker(arns, [
      allow(
        ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"],
        "arn:aws:scheduler:eu-central-1:123456789012:schedule/ses-smtp-test/*",
      ),
      allow("iam:PassRole", arns("iam", "role/scheduler"), {
        Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      }),
    ]),
    ...schedulerRole(arns, "worker"),
  ],
  "a topic policy for the roles of the account": arns => [
    ...worker(arns),
    {
      type: "aws:sns/topic:Topic",
      name: "news",
      props: {
        arn: arns("sns", "news"),
        policy: document(
          allow("sns:Publish", "arn:aws:sns:eu-central-1:123456789012:news", {
            Principal: { AWS: "arn:aws:iam::123456789012:root" },
            Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/worker-*" } },
          }),
        ),
      },
    },
    {
      type: "aws:kms/ciphertext:Ciphertext",
      name: "secret",
      props: { keyId: "arn:aws:kms:eu-central-1:123456789012:key/x" },
    },
  ],
  "a role with AWS's basic policy": arns => [
    ...worker(arns),
    {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: "basic",
      props: { policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
    },
    { type: "aws:ssm/parameter:Parameter", name: "setting", props: { type: "String" } },
  ],
};
