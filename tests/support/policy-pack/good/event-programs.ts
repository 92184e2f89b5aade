import {
  allow,
  deadLetters,
  document,
  lambda,
  mapping,
  permission,
  queue,
  schedulerRole,
  table,
  topic,
} from "./parts";
import { type Program, worker } from "./triggers";

export const EVENT_PROGRAMS: Readonly<Record<string, Program>> = {
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
