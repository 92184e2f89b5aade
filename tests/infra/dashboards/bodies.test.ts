import { expect } from "chai";
import { METRIC_NAMESPACE, METRICS } from "../../../handlers/shared/metrics";
import { consoleLinks } from "../../../infra/dashboards/parts";
import { sendingDashboard } from "../../../infra/dashboards/sending";
import { systemDashboard } from "../../../infra/dashboards/system";
import { type DashboardBody, dashboardBody, text } from "../../../infra/dashboards/widgets";
import { validateDashboard } from "../../../sandbox/cloudwatch/dashboard-body";
import { EXAMPLE_DASHBOARDS, EXAMPLE_PARTS } from "../../support/cloudwatch/program-dashboards";
import { splitRow } from "../../support/cloudwatch/widget-data";
import { program } from "../../support/policy-pack/program";

const dashboards = Object.entries(EXAMPLE_DASHBOARDS);

/** What AWS publishes by itself, with the dimension that a row must name. */
const OF_AWS: Readonly<Record<string, { dimension?: string; names: readonly string[]; source: string }>> = {
  "AWS/SES": {
    names: ["Send", "Delivery", "Bounce", "Complaint", "Reputation.BounceRate", "Reputation.ComplaintRate"],
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ses-metricscollected.html",
  },
  "AWS/Lambda": {
    dimension: "FunctionName",
    names: ["Errors", "Duration", "Throttles", "ConcurrentExecutions", "Invocations"],
    source: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
  },
  "AWS/SQS": {
    dimension: "QueueName",
    names: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
    source:
      "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
  },
};

describe("the dashboards", () => {
  // Proves D-modules.5
  it("are three, the number that is free", () => {
    expect(dashboards.map(([name]) => name)).to.deep.equal(["credentials", "sending", "system"]);
  });

  for (const [name, body] of dashboards) {
    const metricWidgets = body.widgets.flatMap(widget =>
      widget.type === "metric" ? [widget.properties] : [],
    );
    const rows = metricWidgets.flatMap(({ metrics }) => metrics.map(splitRow));

    it(`${name}: CloudWatch has nothing to say about it`, () => {
      const { errors, warnings } = validateDashboard(JSON.stringify(body));
      expect([...errors, ...warnings]).to.deep.equal([]);
    });

    it(`${name}: no widget covers another, and no row of the grid is wider than 24 columns`, () => {
      const taken = new Set<string>();
      for (const { x, y, width, height } of body.widgets) {
        expect(x + width).to.be.at.most(24);
        for (let column = x; column < x + width; column++)
          for (let row = y; row < y + height; row++) {
            expect(taken.has(`${column},${row}`), `${column},${row}`).to.equal(false);
            taken.add(`${column},${row}`);
          }
      }
      expect(taken.size, "no gap").to.equal(
        24 * Math.max(...body.widgets.map(({ y, height }) => y + height)),
      );
    });

    it(`${name}: has at most the 50 metrics that are free`, () => {
      expect(rows.length).to.be.at.most(50);
    });

    it(`${name}: names a region for each widget, and a period and a statistic for each graph`, () => {
      for (const widget of body.widgets)
        if (widget.type !== "text") expect(widget.properties.region).to.equal(EXAMPLE_PARTS.region);
      for (const { period, stat, title } of metricWidgets) {
        expect(period, title).to.be.at.least(60);
        expect(stat, title).to.match(/^(Sum|Average|Maximum|p\d+)$/);
      }
    });

    it(`${name}: shows only metrics that the program emits or AWS publishes, with the dimension they have`, () => {
      for (const { cells } of rows.filter(({ options }) => options.expression === undefined)) {
        const [namespace = "", metric = "", ...dimensions] = cells;
        if (namespace === METRIC_NAMESPACE) {
          expect(Object.keys(METRICS)).to.include(metric);
          expect(dimensions).to.deep.equal(["stack", EXAMPLE_PARTS.stack]);
        } else {
          const known = OF_AWS[namespace];
          expect(known?.names, namespace).to.include(metric);
          expect(dimensions[0], cells.join(" ")).to.equal(known?.dimension);
        }
      }
    });
  }

  // Proves R7.3, T6.1-a, P-overview.4
  it("show every metric that the program emits", () => {
    const shown = dashboards.flatMap(([, { widgets }]) =>
      widgets.flatMap(widget => (widget.type === "metric" ? widget.properties.metrics : [])),
    );
    const names = shown
      .map(row => splitRow(row).cells)
      .filter(([namespace]) => namespace === METRIC_NAMESPACE);
    expect([...new Set(names.map(([, name]) => name))].sort()).to.deep.equal(Object.keys(METRICS).sort());
  });

  // Proves D-ses-monitoring.1, T6.1-b, T6.1-c, P-cloudwatch.1
  it("show what SES counts, the messages in the dead-letter queue, and the errors of each function", () => {
    const shown = dashboards.flatMap(([, { widgets }]) =>
      widgets.flatMap(widget => (widget.type === "metric" ? widget.properties.metrics : [])),
    );
    const rows = shown.map(row => splitRow(row).cells.slice(0, 4).join(" "));
    expect(rows).to.include.members([
      ...["Send", "Delivery", "Bounce", "Complaint"].map(name => `AWS/SES ${name}`),
      `AWS/SQS ApproximateNumberOfMessagesVisible QueueName ${EXAMPLE_PARTS.deadLetterQueueName}`,
      ...EXAMPLE_PARTS.functions.map(({ functionName }) => `AWS/Lambda Errors FunctionName ${functionName}`),
    ]);
  });

  it("have room for four more functions within the 50 metrics that are free", () => {
    const more = [...EXAMPLE_PARTS.functions, ...EXAMPLE_PARTS.functions.slice(0, 4)];
    const { widgets } = systemDashboard({ ...EXAMPLE_PARTS, functions: more });
    const shown = widgets.flatMap(widget => (widget.type === "metric" ? widget.properties.metrics : []));
    expect(shown.length)
      .to.equal(4 * more.length + 4)
      .and.be.at.most(50);
  });

  const linesOf = ({ widgets }: DashboardBody, title: string) =>
    widgets.flatMap(widget =>
      widget.type === "metric" && widget.properties.title === title
        ? (widget.properties.annotations?.horizontal.map(({ label, value }) => [label, value]) ?? [])
        : [],
    );
  const QUOTA = "Used of SES's quota for 24 hours";

  // Proves T6.1-b, P-cloudwatch.2, P-cloudwatch.3, P-cloudwatch.4
  it("draw the lines at which administrators get an alert, and SES acts", () => {
    const body = sendingDashboard({ ...EXAMPLE_PARTS, quotaAlert: 0.29 });
    expect(linesOf(body, QUOTA)).to.deep.equal([
      ["Alert", 29],
      ["SES rejects", 100],
    ]);
    expect(linesOf(body, "Rate of bounces, whole account").map(([, value]) => value)).to.deep.equal([5, 10]);
    expect(linesOf(body, "Rate of complaints, whole account").map(([, value]) => value)).to.deep.equal([
      0.1, 0.5,
    ]);
  });

  it("draw the alert of the quota where the stack's settings put it", async function () {
    this.timeout(60_000);
    const all = await program({ settings: { "ses-smtp:quotaAlert": "0.55" } });
    const sending = all.find(
      ({ type, name }) => type === "aws:cloudwatch/dashboard:Dashboard" && name === "smtp-sending",
    );
    const body = JSON.parse(String(sending?.inputs.dashboardBody)) as DashboardBody;
    expect(linesOf(body, QUOTA)[0]).to.deep.equal(["Alert", 55]);
  });

  // Proves T6.1-d
  it("link to X-Ray with addresses whose parentheses Markdown can pair", () => {
    const url = EXAMPLE_PARTS.console.traces('service("a-b") AND fault = true');
    expect(url).to.equal(
      "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#xray:traces/query?~(query~(expression~'service*28*22a-b*22*29*20AND*20fault*20*3d*20true))",
    );
    expect(consoleLinks("aws-cn", "cn-north-1", "prod").traceMap).to.include("console.amazonaws.cn/");
  });

  it("cannot be laid out wider than the grid", () => {
    const row = {
      height: 1,
      widgets: [
        [13, text("a")],
        [12, text("b")],
      ] as const,
    };
    expect(() => dashboardBody("-P1D", [row])).to.throw("25 columns wide");
  });
});
