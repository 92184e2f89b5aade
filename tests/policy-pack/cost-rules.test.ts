import {
  ALARM,
  alarm,
  DASHBOARD,
  lambda,
  logGroup,
  MAPPING,
  queue,
  SCHEDULE,
  table,
} from "../support/policy-pack/fixtures";
import { proves } from "../support/policy-pack/rule-case";

const stream = (props: object = {}) => ({
  type: MAPPING,
  name: "stream",
  props,
  dependsOn: { eventSourceArn: ["store"] },
});
const poller = (name: string, queueName: string) => ({
  type: MAPPING,
  name,
  props: { eventSourceArn: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
  dependsOn: { eventSourceArn: [queueName] },
});
const dashboard = (name: string, metrics: number) => ({
  type: DASHBOARD,
  name,
  props: {
    dashboardBody: JSON.stringify({
      widgets: [
        {
          type: "metric",
          properties: { metrics: Array.from({ length: metrics }, (_, i) => ["AWS/SES", `Metric${i}`]) },
        },
      ],
    }),
  },
});
const emf = (...names: string[]) =>
  lambda({
    environment: { variables: { POWERTOOLS_METRICS_NAMESPACE: "SesSmtp" } },
    ...(names.length > 0 ? { tags: { "emf-metrics": names.join(" ") } } : {}),
  });

const RULE = "aws:cloudwatch/eventRule:EventRule";
const waking = (scheduleExpression: string) => ({
  type: SCHEDULE,
  name: "sweep",
  props: { scheduleExpression, target: { arn: "x" } },
  dependsOn: { target: ["manager"] },
});

describe("the rules on cost", () => {
  proves("standing-cost", "a KMS key is refused; using an existing one is not", {
    passes: [{ type: "aws:kms/alias:Alias" }, table()],
    fails: [{ type: "aws:kms/key:Key", name: "passwords" }],
    because:
      'aws:kms/key:Key "passwords" costs $1.00 per month while idle: KMS key at 1.00 USD per key-month (+1.00 per retained rotation) (AWS: https://aws.amazon.com/kms/pricing/, 2026-11-21); use the existing key by ARN (ses-smtp:kmsKeyArn).',
  });
  proves("standing-cost", "a table with provisioned capacity is refused, even by default", {
    passes: [table()],
    fails: [{ type: "aws:dynamodb/table:Table", name: "store", props: {} }],
    because:
      'aws:dynamodb/table:Table "store" costs $0.57 per month (per 1+1) while idle: WCU+RCU capacity at 0.4745 / 0.0949 USD per WCU-month / RCU-month (Infracost\'s test files: infracost:internal/providers/terraform/aws/testdata/dynamodb_table_test/dynamodb_table_test.golden, collected 2026-11-21), because billingMode != "PAY_PER_REQUEST"; set billingMode to "PAY_PER_REQUEST".',
  });
  proves("standing-cost", "a log group that keeps its logs forever is refused", {
    passes: [logGroup()],
    fails: [logGroup({ retentionInDays: 0 })],
    because:
      'aws:cloudwatch/logGroup:LogGroup "logs" costs $0.00 per month, and more as it fills up, while idle: log bytes never expire at 0.03 USD per GB-month (Infracost\'s test files: infracost:internal/providers/terraform/aws/testdata/cloudwatch_log_group_test/cloudwatch_log_group_test.golden, 2026-11-21), because not (retentionInDays > 0); set retentionInDays (default here: 30).',
  });
  proves("standing-cost", "a property that decides a cost and is unknown at preview is refused", {
    passes: [table({ billingMode: "PAY_PER_REQUEST" })],
    fails: [table({ billingMode: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })],
    because:
      'aws:dynamodb/table:Table "store": billingMode is unknown at preview, and it may cost $0.57 per month (per 1+1) while idle: WCU+RCU capacity at 0.4745 / 0.0949 USD per WCU-month / RCU-month (Infracost\'s test files: infracost:internal/providers/terraform/aws/testdata/dynamodb_table_test/dynamodb_table_test.golden, collected 2026-11-21), because billingMode != "PAY_PER_REQUEST"; use a value that is known before deployment.',
  });
  proves("standing-cost", "an unverified price is not presented as known", {
    passes: [table()],
    fails: [{ type: "aws:guardduty/detector:Detector", name: "detector" }],
    because:
      'aws:guardduty/detector:Detector "detector" costs more than $0.00 per month while idle: event/flow/DNS analysis at 4.00/M events USD per usage of the account (unverified, from memory; see https://aws.amazon.com/guardduty/pricing/); remove it, or add an exception (docs/cost.md).',
  });
  proves(
    "free-allotments",
    "ten alarm metrics pass and the eleventh is refused, counting each metric of metric math",
    {
      passes: Array.from({ length: 10 }, (_, i) => alarm(`alarm-${i}`)),
      fails: [
        ...Array.from({ length: 8 }, (_, i) => alarm(`alarm-${i}`)),
        {
          type: ALARM,
          name: "ratio",
          props: {
            metricQueries: [
              { id: "rate", expression: "a / b" },
              ...["a", "b", "c"].map(id => ({
                id,
                metric: { namespace: "AWS/SES", metricName: id, period: 300 },
              })),
            ],
          },
        },
      ],
      because:
        'aws:cloudwatch/metricAlarm:MetricAlarm "ratio": the stack uses 11 alarm metrics, but an account has only 10 free per month; the excess costs $0.10 per month (AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21); remove 1.',
    },
  );
  proves("free-allotments", "an alarm whose metrics are unknown at preview is refused", {
    passes: [alarm("sends")],
    fails: [{ ...alarm("sends"), props: { metricQueries: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } }],
    because:
      'aws:cloudwatch/metricAlarm:MetricAlarm "sends": metricQueries is unknown at preview or cannot be parsed, so its alarm metrics cannot be counted against the 10 free ones ($0.10 per 1 beyond; AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21); use a value that is known before deployment.',
  });
  proves("free-allotments", "three dashboards pass and the fourth is refused", {
    passes: ["a", "b", "c"].map(name => dashboard(name, 50)),
    fails: ["a", "b", "c", "d"].map(name => dashboard(name, 1)),
    because:
      'aws:cloudwatch/dashboard:Dashboard "d": the stack uses 4 dashboards, but an account has only 3 free per month; the excess costs $3.00 per month (AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21); remove 1.',
  });
  proves("standing-cost", "a dashboard of fifty metrics passes and one of fifty-one is refused", {
    passes: [dashboard("a", 50)],
    fails: [dashboard("a", 51)],
    because:
      'aws:cloudwatch/dashboard:Dashboard "a" costs $3.00 per month while idle: dashboard at 3.00 USD per dashboard-month (AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21), because the number of metrics in dashboardBody > 50; split it or remove metrics (three dashboards of 50 metrics are free).',
  });
  proves(
    "standing-cost",
    "a dashboard that cannot be counted is refused; one that is unknown at preview waits",
    {
      passes: [
        { type: DASHBOARD, name: "a", props: { dashboardBody: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
      ],
      fails: [{ type: DASHBOARD, name: "a", props: { dashboardBody: "no JSON" } }],
      because:
        'aws:cloudwatch/dashboard:Dashboard "a": the number of metrics in dashboardBody is unknown at preview, and it may cost $3.00 per month while idle: dashboard at 3.00 USD per dashboard-month (AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21), because the number of metrics in dashboardBody > 50; use a value that is known before deployment.',
    },
  );
  proves("free-allotments", "one polled queue passes and two are refused, found through dependencies", {
    passes: [queue(), poller("first", "dead-letters")],
    fails: [
      queue(),
      { ...queue(), name: "others" },
      poller("first", "dead-letters"),
      poller("second", "others"),
    ],
    because:
      'aws:lambda/eventSourceMapping:EventSourceMapping "second": the stack uses 1,314,000 SQS requests, but an account has only 1,000,000 free per month; the excess costs $0.13 per month (a third party: https://cloudburn.io/blog/amazon-sqs-pricing, 2026-11-21); remove 314,000.',
  });
  proves(
    "free-allotments",
    "a mapping of a table's stream passes and one with an unknown source is refused",
    {
      passes: [table(), stream({ eventSourceArn: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })],
      fails: [
        { type: MAPPING, name: "stream", props: { eventSourceArn: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
      ],
      because:
        'aws:lambda/eventSourceMapping:EventSourceMapping "stream" costs $10.95 per month while idle: the source itself has a standing charge at 10.95+ USD per shard/broker month (Infracost\'s test files: infracost:internal/providers/terraform/aws/testdata/kinesis_stream_test/kinesis_stream_test.golden, 2026-11-21), because its source in ("kinesis", "kafka", "mq", "docdb", "self-managed", "unknown"); read a DynamoDB stream, or use one-time EventBridge schedules.',
    },
  );
  proves(
    "free-allotments",
    "ten EMF metrics pass and the eleventh is refused, counting each combination of dimensions",
    {
      passes: [emf("Created", "Rotated:9")],
      fails: [emf("Created", "Rotated:10")],
      because:
        'aws:lambda/function:Function "manager": the stack uses 11 custom metrics, but an account has only 10 free per month; the excess costs $0.30 per month (AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21); remove 1.',
    },
  );
  proves("free-allotments", "a function that publishes metrics without listing them is refused", {
    passes: [emf("Created")],
    fails: [emf()],
    because:
      'aws:lambda/function:Function "manager": publishes custom metrics (POWERTOOLS_METRICS_NAMESPACE) without listing them; beyond ten, each costs $0.30 per month; list their names in the tag emf-metrics, such as "Created Rotated:3".',
  });
  proves(
    "free-allotments",
    "one schedule per minute passes and fourteen million runs per month are refused",
    {
      passes: [{ type: SCHEDULE, name: "sweep", props: { scheduleExpression: "rate(1 minute)" } }],
      fails: Array.from({ length: 320 }, (_, i) => ({
        type: SCHEDULE,
        name: `sweep-${String(i).padStart(3, "0")}`,
        props: { scheduleExpression: "rate(1 minute)" },
      })),
      because:
        'aws:scheduler/schedule:Schedule "sweep-319": the stack uses 14,016,000 Scheduler invocations, but an account has only 14,000,000 free per month; the excess costs $0.02 per month (a third party: https://cloudburn.io/blog/amazon-eventbridge-pricing, 2026-11-21); remove 16,000.',
    },
  );
  proves("free-allotments", "an invalid schedule is refused", {
    passes: [{ type: SCHEDULE, name: "sweep", props: { scheduleExpression: "cron(0 3 * * ? *)" } }],
    fails: [{ type: SCHEDULE, name: "sweep", props: { scheduleExpression: "whenever" } }],
    because:
      'aws:scheduler/schedule:Schedule "sweep": scheduleExpression is unknown at preview or cannot be parsed, so its Scheduler invocations cannot be counted against the 14,000,000 free ones ($1.00 per 1,000,000 beyond; a third party: https://cloudburn.io/blog/amazon-eventbridge-pricing, 2026-11-21); use a value that is known before deployment.',
  });
  proves("free-allotments", "a function that runs daily passes and one that runs all month is refused", {
    passes: [lambda({ memorySize: 512, timeout: 180 }), waking("rate(1 day)")],
    fails: [lambda({ memorySize: 512, timeout: 60 }), waking("rate(1 minute)")],
    because:
      'aws:lambda/function:Function "manager": the stack uses 1,314,000 Lambda GB-seconds (arm64), but an account has only 400,000 free per month; the excess costs $12.19 per month (a third party: https://cloudchipr.com/blog/aws-lambda-pricing, 2026-11-21); remove 914,000.',
  });
  proves("free-allotments", "a rule with an invalid schedule is refused", {
    passes: [{ type: RULE, name: "sweep", props: { scheduleExpression: "rate(1 day)" } }],
    fails: [{ type: RULE, name: "sweep", props: { scheduleExpression: "sometimes" } }],
    because:
      'aws:cloudwatch/eventRule:EventRule "sweep": scheduleExpression is unknown at preview or cannot be parsed, so its Lambda requests cannot be counted against the 1,000,000 free ones ($0.20 per 1,000,000 beyond; AWS: https://docs.aws.amazon.com/whitepapers/latest/how-aws-pricing-works/lambda.html, 2026-11-21); use a value that is known before deployment.',
  });
  proves("free-allotments", "one trail of management events passes and a second is refused", {
    passes: [{ type: "aws:cloudtrail/trail:Trail", name: "one" }],
    fails: [
      { type: "aws:cloudtrail/trail:Trail", name: "one" },
      { type: "aws:cloudtrail/trail:Trail", name: "two" },
    ],
    because:
      "aws:cloudtrail/trail:Trail \"two\": the stack uses 2 trails, but an account has only 1 free per month; a second copy of the management events costs 2.00 per 100,000 of the account's events (Infracost's test files: infracost:internal/providers/terraform/aws/testdata/cloudtrail_test/cloudtrail_test.golden, collected 2026-11-21); remove 1.",
  });
});
