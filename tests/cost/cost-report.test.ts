import { expect } from "chai";
import { isZero } from "../../policy-pack/report/item";
import { costReport } from "../../policy-pack/report/report";
import { formatReport } from "../../policy-pack/report/format";
import { plainProperties } from "../../policy-pack/resource/plain";
import type { StackResource } from "../../policy-pack/resource/resource";
import { urnOf, type Given } from "../../cost/analyzer";
import {
  alarm,
  DASHBOARD,
  lambda,
  logGroup,
  MAPPING,
  queue,
  SCHEDULE,
  table,
  TOPIC,
} from "../support/policy-pack/fixtures";
import { data } from "../support/policy-pack/pack";

const TOPIC_NAME = "events";

/**
 * A stack with some of everything, and its cost computed by hand from AWS's price list (us-east-1):
 *
 *     12 alarm metrics: ten alarms and one on the ratio of two   10 free at 0.10   0.20   1.20
 *      4 dashboards                                               3 free at 3.00   3.00  12.00
 *     11 custom metrics: ten declared and one in a filter         10 free at 0.30   0.30   3.30
 *     657,000 empty receives of one mapping (15 a minute, 730 h)   1 M free at 0.40/M 0     0.2628
 *     730 Scheduler invocations of rate(1 hour)                   14 M free at 1.00/M 0     0.0007
 *     730 Lambda requests by it                                    1 M free at 0.20/M 0     0.0001
 *     730 runs of 60 s at 512 MB: 21,900 GB-seconds           400,000 free at 0.0000133334  0   0.2920
 *      1 KMS key                                                                    1.00   1.00
 *                                                                                   4.50  18.0556
 */
const STACK: readonly Given[] = [
  table(),
  logGroup(),
  queue(),
  ...Array.from({ length: 10 }, (_, i) => alarm(`alarm-${i}`)),
  {
    ...alarm("ratio"),
    props: {
      metricQueries: [
        { id: "r", expression: "a/b" },
        ...["Send", "Bounce"].map(metricName => ({
          id: metricName,
          metric: { namespace: "AWS/SES", metricName },
        })),
      ],
    },
  },
  ...["a", "b", "c", "d"].map(name => ({
    type: DASHBOARD,
    name,
    props: { dashboardBody: '{"widgets":[]}' },
  })),
  lambda({
    memorySize: 512,
    timeout: 60,
    environment: { variables: { POWERTOOLS_METRICS_NAMESPACE: "SesSmtp" } },
    tags: { "emf-metrics": "Created Rotated:9" },
  }),
  {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    name: "denied",
    props: { metricTransformation: { namespace: "SesSmtp", name: "Denied" } },
  },
  {
    type: MAPPING,
    name: "poller",
    props: { eventSourceArn: "arn:aws:sqs:eu-central-1:123456789012:dead-letters" },
  },
  {
    type: SCHEDULE,
    name: "sweep",
    props: { scheduleExpression: "rate(1 hour)", target: { arn: "x" } },
    dependsOn: { target: ["manager"] },
  },
  { type: "aws:kms/key:Key", name: "passwords" },
];

describe("the cost report", () => {
  const report = costReport(resources(STACK), data);

  it("agrees with the table computed by hand", () => {
    const lines = report.items
      .filter(({ kind }) => kind !== "usage")
      .map(({ name, quantity, usdPerMonth, ifAllotmentUsedUsdPerMonth }) => [
        name,
        quantity,
        usdPerMonth,
        ifAllotmentUsedUsdPerMonth,
      ]);
    expect(lines).to.deep.equal([
      ['aws:kms/key:Key "passwords"', 1, 1, 1],
      ["alarm-metrics", 12, 0.2, 1.2],
      ["dashboards", 4, 3, 12],
      ["custom-metrics", 11, 0.3, 3.3],
      ["sqs-requests", 657_000, 0, 0.2628],
      ["schedule-invocations", 730, 0, 0.0007],
      ["trails", 0, 0, 0],
      ["lambda-requests", 730, 0, 0.0001],
      ["lambda-gb-seconds", 21_900, 0, 0.292],
    ]);
    expect(report.baselineUsdPerMonth).to.equal(4.5);
    expect(report.ifAllotmentsUsedUsdPerMonth).to.equal(18.0556);
  });

  it("names the evidence of each figure and marks unverified ones", () => {
    for (const { name, evidence, checked } of report.items)
      expect([name, /^[AGFTN]$/.test(evidence), /2026-\d\d-\d\d$/.test(checked)]).to.deep.equal([
        name,
        true,
        true,
      ]);
    const remembered = costReport(
      resources([
        { type: "aws:sesv2/configurationSet:ConfigurationSet", name: "c", props: { vdmOptions: {} } },
      ]),
      data,
    );
    expect(formatReport(remembered)).to.include("[N collected 2026-11-21, unverified]");
  });

  // Proves R3.2, R3.4
  it("lists pay-per-use resources at zero per month", () => {
    const usage = report.items
      .filter(({ kind }) => kind === "usage")
      .map(({ name, usdPerMonth }) => `${name} ${usdPerMonth}`);
    expect(usage)
      .to.include('aws:dynamodb/table:Table "store" 0')
      .and.to.include('aws:sqs/queue:Queue "dead-letters" 0');
  });

  it("counts unclassified resources, and treats an unknown price as more than zero", () => {
    const strange = costReport(
      resources([{ type: "aws:apigatewayv2/routingRule:RoutingRule", name: "rule" }]),
      data,
    );
    expect([strange.unclassified, strange.baselineUsdPerMonth, isZero(strange)]).to.deep.equal([1, 0, false]);
    const unpriced = costReport(
      resources([{ type: "aws:guardduty/detector:Detector", name: "detector" }]),
      data,
    );
    expect([unpriced.baselineUsdPerMonth, isZero(unpriced)]).to.deep.equal([0, false]);
  });

  it("counts usage beyond an allotment as a cost, even if its price is unknown or below a cent", () => {
    const trails = ["one", "two"].map(name => ({ type: "aws:cloudtrail/trail:Trail", name }));
    const second = costReport(resources(trails), data);
    expect([second.baselineUsdPerMonth, isZero(second)]).to.deep.equal([0, false]);
    expect(formatReport(second)).to.match(
      /^Idle cost per month: \$0\.00, and an unknown amount for trails\n/,
    );
    expect(formatReport(second)).to.include(
      "unknown  2 of 1 free × trail at no fixed price (a second copy of the management events costs 2.00 per 100,000 of the account's events); otherwise unknown [G",
    );
    const ticks = Array.from({ length: 320 }, (_, i) => ({
      ...{ type: SCHEDULE, name: `tick-${i}` },
      props: { scheduleExpression: i === 0 ? "rate(30 minutes)" : "rate(1 minute)" },
    }));
    expect(isZero(costReport(resources(ticks.slice(1)), data))).to.equal(true);
    const one = costReport(resources([...ticks, ticks[1] ?? {}] as Given[]), data);
    expect(isZero(one)).to.equal(false);
    expect(formatReport({ ...one, baselineUsdPerMonth: 0 })).to.match(
      /^Idle cost per month: less than \$0\.01 for schedule-invocations\n/,
    );
  });

  it("names the resources that cost, or may cost, in its first line", () => {
    const first = (...given: Given[]) => formatReport(costReport(resources(given), data)).split("\n")[0];
    const key = { type: "aws:kms/key:Key", name: "audit" };
    const rule = { type: "aws:apigatewayv2/routingRule:RoutingRule", name: "rule" };
    expect(first()).to.equal("Idle cost per month: $0.00");
    expect(first(key)).to.equal('Idle cost per month: $1.00 for aws:kms/key:Key "audit"');
    expect(first(key, rule)).to.equal(
      'Idle cost per month: $1.00 for aws:kms/key:Key "audit", and an unknown amount for 1 unclassified',
    );
  });

  it("does not depend on the order of registration", () => {
    const turned = costReport(resources([...STACK].reverse()), data);
    expect(formatReport(turned)).to.equal(formatReport(report));
  });

  // Proves R3.4
  it("computes the cost of one million emails from the events the stack subscribes to", () => {
    // Two events a mail (sent, delivered) through a topic to a function of 512 MB:
    // mails 160.00; publishes 2 M × 0.50 = 1.00; requests 2 M × 0.20 = 0.40; 2 M × 0.1 s × 0.5 GB = 100,000 GB-s × 0.0000133334 = 1.33334;
    // writes 4 M × 0.625 = 2.50; logs 2 GB × 0.50 = 1.00; traces 100,000 × 5.00/M = 0.50.
    const listening = costReport(
      resources([
        { type: TOPIC, name: TOPIC_NAME, props: {} },
        lambda({ memorySize: 512 }),
        {
          type: "aws:sns/topicSubscription:TopicSubscription",
          name: "s",
          props: { topic: "t", endpoint: "f" },
          dependsOn: { topic: [TOPIC_NAME], endpoint: ["manager"] },
        },
        {
          type: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
          name: "d",
          props: {
            eventDestination: { matchingEventTypes: ["SEND", "DELIVERY"], snsDestination: { topicArn: "t" } },
          },
          dependsOn: { eventDestination: [TOPIC_NAME] },
        },
      ]),
      data,
    );
    expect(listening.millionEmails.map(({ name, usd }) => [name, usd])).to.deep.equal([
      ["ses-essentials", 160],
      ["sns-publishes", 1],
      ["lambda-requests", 0.4],
      ["lambda-gb-seconds", 1.3333],
      ["dynamodb-writes", 2.5],
      ["log-gigabytes", 1],
      ["xray-traces", 0.5],
    ]);
    expect(listening.usdPerMillionEmails).to.equal(166.7333);
  });
});

function resources(given: readonly Given[]): StackResource[] {
  const all = given.map((resource): StackResource => ({
    type: resource.type,
    name: resource.name ?? "it",
    urn: urnOf(resource),
    props: plainProperties(resource.props ?? {}),
    hasProvider: true,
    dependencies: [],
    propertyDependencies: {},
  }));
  const find = (names: readonly string[]) => all.filter(({ name }) => names.includes(name));
  return all.map((resource, i) => {
    const dependsOn = Object.entries(given[i]?.dependsOn ?? {}).map(([property, names]) => [
      property,
      find(names),
    ]);
    // In place: others refer to this very object.
    return Object.assign(resource, {
      propertyDependencies: Object.fromEntries(dependsOn) as StackResource["propertyDependencies"],
    });
  });
}
