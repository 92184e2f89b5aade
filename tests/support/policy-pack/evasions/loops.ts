import type { Given } from "../../../../cost/analyzer";
import { LOG_GROUP, MAPPING, SCHEDULE } from "../fixtures";
import { type Evasion, fn, FUNCTION_ARN, jobs, news, planted, QUEUE_ARN, TOPIC_ARN } from "./evasion";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const FILTER = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";
const INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
const TABLE = "aws:dynamodb/table:Table";

const refused = (what: string, ...given: Given[]): Evasion => [what, "work-targets", given];
const costs = (what: string, props: object): Evasion => [
  what,
  "standing-cost",
  [planted(TABLE, { billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: true, ...props })],
];
const busy: Given = fn({ memorySize: 10_240, timeout: 900 });
const everyMinute = (arn: string): Given =>
  planted(SCHEDULE, { scheduleExpression: "rate(1 minute)", target: { arn } });
const subscribed: Given = {
  type: SUBSCRIPTION,
  name: "news",
  props: { topic: TOPIC_ARN, protocol: "lambda", endpoint: FUNCTION_ARN },
};
const logs = (name: string): Given => ({
  type: LOG_GROUP,
  name: "logs",
  props: { name, retentionInDays: 30 },
});

export const LOOP_EVASIONS: readonly Evasion[] = [
  refused(
    "a function fed its own log",
    fn(),
    logs("/aws/lambda/manager"),
    planted(FILTER, { logGroup: "/aws/lambda/manager", destinationArn: FUNCTION_ARN }),
  ),
  refused(
    "two functions that feed each other their logs",
    fn(),
    logs("/aws/lambda/manager"),
    {
      ...fn({ arn: `${FUNCTION_ARN}-two`, name: "two", loggingConfig: { logGroup: "/aws/lambda/two" } }),
      name: "two",
    },
    { ...logs("/aws/lambda/two"), name: "logs-two" },
    planted(FILTER, { logGroup: "/aws/lambda/manager", destinationArn: `${FUNCTION_ARN}-two` }),
    { ...planted(FILTER, { logGroup: "/aws/lambda/two", destinationArn: FUNCTION_ARN }), name: "back" },
  ),
  refused(
    "a log of nobody knows whom",
    fn(),
    planted(FILTER, { logGroup: "/aws/lambda/someone", destinationArn: FUNCTION_ARN }),
  ),
  refused(
    "a function fed its own failures through a topic",
    fn({ deadLetterConfig: { targetArn: TOPIC_ARN } }),
    news,
    subscribed,
  ),
  refused(
    "a function fed its own results",
    fn(),
    planted(INVOKE_CONFIG, {
      functionName: "manager",
      destinationConfig: { onSuccess: { destination: FUNCTION_ARN } },
    }),
  ),
  [
    "a busy function started through a topic",
    "free-allotments",
    [busy, news, subscribed, everyMinute(TOPIC_ARN)],
  ],
  [
    "a busy function started by a literal ARN",
    "free-allotments",
    [busy, everyMinute(`${FUNCTION_ARN}:$LATEST`)],
  ],
  [
    "a busy function started through a queue",
    "free-allotments",
    [
      busy,
      jobs,
      { type: MAPPING, name: "jobs", props: { functionName: FUNCTION_ARN, eventSourceArn: QUEUE_ARN } },
      everyMinute(QUEUE_ARN),
    ],
  ],
  costs("a table restored from another", { restoreSourceName: "old" }),
  costs("a table restored to a time", {
    restoreDateTime: "2026-11-01T00:00:00Z",
    restoreSourceTableArn: "arn:x",
  }),
  costs("a table filled by an import", {
    importTable: { inputFormat: "CSV", s3BucketSource: { bucket: "b" } },
  }),
  [
    "a record with a health check",
    "standing-cost",
    [planted("aws:route53/record:Record", { healthCheckId: "abc" })],
  ],
  ["a health check", "standing-cost", [planted("aws:route53/healthCheck:HealthCheck", { type: "HTTPS" })]],
  ...[
    "aws:ssm/association:Association",
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
    "aws:cfg/remediationConfiguration:RemediationConfiguration",
    "aws:codebuild/webhook:Webhook",
    "aws:codebuild/project:Project",
    "aws:glue/trigger:Trigger",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    "aws:rds/eventSubscription:EventSubscription",
  ].map((type): Evasion => [`work by ${type}`, "allowed-types", [planted(type)]]),
];
