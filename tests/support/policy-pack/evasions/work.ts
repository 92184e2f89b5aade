import type { Given } from "../../../../cost/analyzer";
import { MAPPING, SCHEDULE, UNKNOWN_STRING } from "../fixtures";
import {
  ACCOUNT,
  type Evasion,
  fn,
  FOREIGN,
  FUNCTION_ARN,
  jobs,
  news,
  planted,
  QUEUE_ARN,
  TOPIC_ARN,
} from "./evasion";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const DEFAULT_BUS = `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/default`;
const HEALTH = { source: ["aws.health"] };
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

const refused = (what: string, ...given: Given[]): Evasion => [what, "work-targets", given];
const schedule = (arn: string, dependsOn: Given["dependsOn"] = {}): Given =>
  planted(SCHEDULE, { scheduleExpression: "rate(1 day)", target: { arn } }, dependsOn);
/** A rule in another region whose target is a bus. */
const forward = (bus: string, pattern: unknown, region: string | undefined, ruleRegion = region): Given[] => [
  { type: RULE, name: "r", props: { ...(ruleRegion && { region: ruleRegion }), eventPattern: pattern } },
  { ...planted(TARGET, { rule: "r", arn: bus, ...(region && { region }) }), dependsOn: { rule: ["r"] } },
];
const rule = (eventPattern: unknown, more: object = {}): Given => planted(RULE, { eventPattern, ...more });

export const WORK_EVASIONS: readonly Evasion[] = [
  ...[
    "arn:aws:scheduler:::aws-sdk:ec2:runInstances",
    "arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime",
    `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:expensive`,
    `arn:aws:ecs:eu-central-1:${ACCOUNT}:cluster/workers`,
    `arn:aws:codebuild:eu-central-1:${ACCOUNT}:project/build`,
    `arn:aws:sagemaker:eu-central-1:${ACCOUNT}:pipeline/train`,
    `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/default`,
    `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:other`,
    `arn:aws:lambda:eu-central-1:${FOREIGN}:function:manager`,
    `arn:aws:lambda:eu-central-1:${FOREIGN}:function:manager:live`,
  ].map(arn => refused(`a schedule that starts ${arn}`, fn(), schedule(arn))),
  refused(
    "a schedule whose target is computed from a state machine, with a function as a decoy",
    fn(),
    { type: "aws:sfn/stateMachine:StateMachine", name: "machine", props: {} },
    schedule(UNKNOWN_STRING, { target: ["machine", "manager"] }),
  ),
  refused("a schedule whose target is unknown and comes from nowhere", fn(), schedule(UNKNOWN_STRING)),
  refused(
    "a schedule that sends its failures to another account",
    fn(),
    planted(SCHEDULE, {
      scheduleExpression: "rate(1 day)",
      target: {
        arn: FUNCTION_ARN,
        deadLetterConfig: { arn: `arn:aws:sqs:eu-central-1:${FOREIGN}:jobs` },
      },
    }),
  ),
  ...[
    `arn:aws:batch:eu-central-1:${ACCOUNT}:job-queue/jobs`,
    `arn:aws:ssm:eu-central-1:${ACCOUNT}:automation-definition/run`,
    `arn:aws:events:eu-central-1:${ACCOUNT}:api-destination/hook`,
    `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/aws/events/all`,
    `arn:aws:redshift-serverless:eu-central-1:${ACCOUNT}:workgroup/w`,
    `arn:aws:sns:eu-central-1:${FOREIGN}:alerts`,
  ].map(arn => refused(`a rule that starts ${arn}`, fn(), planted(TARGET, { rule: "r", arn }))),
  ...(
    [
      ["without a source", { "detail-type": ["Object Created"] }],
      ["with a prefix as its source", { source: [{ prefix: "aws." }] }],
      ["with an empty prefix beside an exact source", { source: ["aws.ses", { prefix: "" }] }],
      ["with anything but a source", { source: [{ "anything-but": "aws.s3" }] }],
      ["whose source only has to exist", { source: [{ exists: true }] }],
      ["with a wildcard as its source", { source: [{ wildcard: "aws.*" }] }],
      ["with a star in its source", { source: ["aws.*"] }],
      ["with no source in its list", { source: [] }],
      ["with its source in an alternative only", { $or: [{ source: ["aws.ses"] }, { account: [ACCOUNT] }] }],
    ] as [string, object][]
  ).map(([what, pattern]) => refused(`a rule ${what}`, rule(JSON.stringify(pattern)))),
  refused("a rule whose pattern is an object without a source", rule({ account: [ACCOUNT] })),
  ...(
    [
      ["every event of another source", DEFAULT_BUS, { source: ["aws.s3"] }, "us-east-1"],
      ["another source beside AWS Health", DEFAULT_BUS, { source: ["aws.health", "aws.s3"] }, "us-east-1"],
      ["AWS Health to a bus of its own", `${DEFAULT_BUS}s`, HEALTH, "us-east-1"],
      ["AWS Health within its own region", DEFAULT_BUS, HEALTH, "eu-central-1"],
      ["AWS Health without a region", DEFAULT_BUS, HEALTH, undefined],
      ["AWS Health from a rule in another region", DEFAULT_BUS, HEALTH, "us-east-1", "eu-west-1"],
      ["AWS Health to another account", DEFAULT_BUS.replace(ACCOUNT, FOREIGN), HEALTH, "us-east-1"],
    ] as [string, string, object, string | undefined, string?][]
  ).map(([what, bus, pattern, region, ruleRegion]) =>
    refused(
      `a rule that forwards ${what}`,
      fn(),
      ...forward(bus, JSON.stringify(pattern), region, ruleRegion),
    ),
  ),
  refused(
    "a rule that forwards what a schedule sends",
    fn(),
    { type: RULE, name: "r", props: { region: "us-east-1", scheduleExpression: "rate(1 minute)" } },
    { ...planted(TARGET, { rule: "r", arn: DEFAULT_BUS, region: "us-east-1" }), dependsOn: { rule: ["r"] } },
  ),
  refused(
    "a rule whose pattern has its source twice",
    rule('{"source":["aws.ses"],"source":[{"prefix":""}]}'),
  ),
  refused(
    "a rule whose pattern has its source twice, once escaped",
    rule('{"source":["aws.ses"],"so\\u0075rce":[{"prefix":""}]}'),
  ),
  refused("a rule whose pattern cannot be parsed", rule("everything")),
  refused(
    "a rule that receives all management events",
    rule('{"source":["aws.ec2"]}', { state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" }),
  ),
  ...["http", "https", "sms", "firehose", "application"].map(protocol =>
    refused(
      `a subscription by ${protocol}`,
      news,
      planted(SUBSCRIPTION, { topic: TOPIC_ARN, protocol, endpoint: "x" }),
    ),
  ),
  refused(
    "a subscription of another account's queue",
    news,
    jobs,
    planted(SUBSCRIPTION, {
      topic: TOPIC_ARN,
      protocol: "sqs",
      endpoint: QUEUE_ARN.replace(ACCOUNT, FOREIGN),
    }),
  ),
  refused(
    "a mapping to a function of another stack",
    planted(MAPPING, { functionName: "other", eventSourceArn: QUEUE_ARN }),
  ),
  refused(
    "a pipe to a state machine",
    jobs,
    planted("aws:pipes/pipe:Pipe", {
      source: QUEUE_ARN,
      target: `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:m`,
    }),
  ),
  refused(
    "a pipe enriched elsewhere",
    jobs,
    fn(),
    planted("aws:pipes/pipe:Pipe", {
      source: QUEUE_ARN,
      target: FUNCTION_ARN,
      enrichment: `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:m`,
    }),
  ),
  refused(
    "a bucket that starts another stack's function",
    planted("aws:s3/bucketNotification:BucketNotification", {
      bucket: "b",
      lambdaFunctions: [{ lambdaFunctionArn: `${FUNCTION_ARN}-other`, events: ["s3:ObjectCreated:*"] }],
    }),
  ),
  refused(
    "a receipt rule that starts another stack's function",
    planted("aws:ses/receiptRule:ReceiptRule", {
      lambdaActions: [{ functionArn: `${FUNCTION_ARN}-other`, position: 1 }],
    }),
  ),
  refused(
    "an invocation of another stack's function",
    planted("aws:lambda/invocation:Invocation", { functionName: "other" }),
  ),
  refused(
    "an HTTP API that starts a state machine by itself",
    planted("aws:apigatewayv2/integration:Integration", {
      integrationType: "AWS_PROXY",
      integrationSubtype: "StepFunctions-StartExecution",
    }),
  ),
  refused(
    "an HTTP API that starts another account's function",
    fn(),
    planted("aws:apigatewayv2/integration:Integration", {
      integrationType: "AWS_PROXY",
      integrationUri: FUNCTION_ARN.replace(ACCOUNT, FOREIGN),
    }),
  ),
  refused(
    "a REST API that starts another account's function of the same name",
    fn(),
    planted("aws:apigateway/integration:Integration", {
      type: "AWS_PROXY",
      uri: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN.replace(ACCOUNT, FOREIGN)}/invocations`,
    }),
  ),
  refused(
    "an alarm that starts an automation",
    planted("aws:cloudwatch/metricAlarm:MetricAlarm", {
      namespace: "AWS/Lambda",
      metricName: "Errors",
      period: 300,
      alarmActions: [`arn:aws:ssm:eu-central-1:${ACCOUNT}:opsitem:1`],
    }),
  ),
];
