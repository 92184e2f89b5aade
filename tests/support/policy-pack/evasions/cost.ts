import type { Given } from "../../../../cost/analyzer";
import { ALARM, alarm, DASHBOARD, FUNCTION, lambda, SCHEDULE, table, UNKNOWN_STRING } from "../fixtures";
import { type Evasion, secret } from "./evasion";

const busy = (props: object = {}) => [
  lambda({ memorySize: 10_240, timeout: 900, ...props }),
  {
    type: SCHEDULE,
    name: "tick",
    props: { scheduleExpression: "rate(1 minute)", target: { arn: UNKNOWN_STRING } },
    dependsOn: { target: ["manager"] },
  },
];

export const COST_EVASIONS: readonly Evasion[] = [
  ["a cost that is secret", "standing-cost", [table({ billingMode: secret("PROVISIONED") })]],
  [
    "a cost in a block written as a list",
    "standing-cost",
    [table({ pointInTimeRecovery: [{ enabled: "true" }] })],
  ],
  [
    "a cost in the second of several",
    "standing-cost",
    [table({ globalSecondaryIndexes: [{ name: "a" }, { name: "b", readCapacity: "5" }] })],
  ],
  ["a billing mode that is not known", "standing-cost", [table({ billingMode: UNKNOWN_STRING })]],
  [
    "logs that are kept for zero days, which is forever",
    "standing-cost",
    [{ type: "aws:cloudwatch/logGroup:LogGroup", name: "planted", props: { retentionInDays: 0 } }],
  ],
  [
    "a key that is a copy of another region's",
    "standing-cost",
    [{ type: "aws:kms/replicaKey:ReplicaKey", name: "planted", props: { primaryKeyArn: UNKNOWN_STRING } }],
  ],
  [
    "instances of a function that are kept warm",
    "standing-cost",
    [
      {
        type: "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
        name: "planted",
        props: { functionName: "f", qualifier: "1", provisionedConcurrentExecutions: UNKNOWN_STRING },
      },
    ],
  ],
  ["a cost whose block is not known", "standing-cost", [table({ replicas: UNKNOWN_STRING })]],
  [
    "a retention that is no number",
    "standing-cost",
    [{ type: "aws:cloudwatch/logGroup:LogGroup", props: { retentionInDays: "forever" } }],
  ],
  [
    "a metric for each value of a dimension",
    "standing-cost",
    [
      {
        type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        name: "planted",
        props: { metricTransformation: { name: "n", namespace: "s", dimensions: { user: "$.user" } } },
      },
    ],
  ],
  [
    "a component that takes the token of what costs",
    "standing-cost",
    [{ type: "aws:kms/key:Key", name: "planted", provider: false }],
  ],
  [
    "a resource of another provider without a slash in its token",
    "unclassified-resource",
    [{ type: "cloud:index:Machine", name: "planted", provider: true }],
  ],
  [
    "a token in capitals",
    "unclassified-resource",
    [{ type: "AWS:kms/key:Key", name: "planted", provider: true }],
  ],
  [
    "EMF metrics that count less than nothing",
    "free-allotments",
    [
      lambda({
        environment: { variables: { POWERTOOLS_METRICS_NAMESPACE: "S" } },
        tags: { "emf-metrics": "A:11 B:-11" },
      }),
    ],
  ],
  [
    "an EMF tag that names none",
    "free-allotments",
    [
      lambda({
        environment: { variables: { POWERTOOLS_METRICS_NAMESPACE: "S" } },
        tags: { "emf-metrics": " " },
      }),
    ],
  ],
  [
    "an alarm whose metrics are no list",
    "free-allotments",
    [{ type: ALARM, name: "planted", props: { metricQueries: { id: "a" } } }],
  ],
  [
    "eleven metrics in one query of an alarm",
    "free-allotments",
    [
      {
        ...alarm("planted"),
        props: {
          metricQueries: [{ metric: Array.from({ length: 11 }, (_, i) => ({ metricName: `m${i}` })) }],
        },
      },
    ],
  ],
  [
    "a dashboard that searches for its metrics",
    "standing-cost",
    [
      {
        type: DASHBOARD,
        name: "planted",
        props: {
          dashboardBody: JSON.stringify({
            widgets: [{ properties: { metrics: [[{ expression: "search('x')" }]] } }],
          }),
        },
      },
    ],
  ],
  ["a function that works all month by a schedule", "free-allotments", busy()],
  ["the same with a memory that is not known", "free-allotments", busy({ memorySize: UNKNOWN_STRING })],
  ["the same with a timeout that is no number", "free-allotments", busy({ timeout: "as long as it takes" })],
  [
    "a rule whose schedule cannot be read",
    "free-allotments",
    [
      {
        type: "aws:cloudwatch/eventRule:EventRule",
        name: "planted",
        props: { scheduleExpression: "always" },
      },
    ],
  ],
  ...["target", "body"].map((property): [string, string, Given[]] => [
    `an API that makes its routes by its ${property}`,
    "authorized-routes",
    [{ type: "aws:apigatewayv2/api:Api", name: "planted", props: { protocolType: "HTTP", [property]: "x" } }],
  ]),
  [
    "a function without a runtime, tracing or architecture that anybody could read",
    "function-form",
    [
      {
        type: FUNCTION,
        name: "planted",
        props: { runtime: ["nodejs24.x"], tracingConfig: "Active", architectures: {} },
      },
    ],
  ],
];
