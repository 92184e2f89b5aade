import { expect } from "chai";
import { validateDashboard } from "../../../sandbox/cloudwatch/dashboard-body";

const widget = (properties: object, more: object = {}) => ({ type: "metric", properties, ...more });
const metric = (row: unknown, more: object = {}) =>
  widget({ region: "eu-central-1", metrics: [row], ...more });
const judge = (...widgets: unknown[]) => validateDashboard(JSON.stringify({ widgets }));
const line = (given: object) => metric(["A", "b"], { annotations: { horizontal: [given] } });

/** A part that is wrong, and what CloudWatch calls it. */
const REFUSED: [what: string, widget: unknown, path: string, message: string][] = [
  ["a widget without a type", { properties: {} }, "/widgets/0", "Should have required property 'type'"],
  ["an unknown type", { type: "trace", properties: {} }, "/widgets/0/type", "one of the allowed values"],
  ["text without markdown", { type: "text", properties: {} }, "/widgets/0/properties", "'markdown'"],
  ["a log without a query", { type: "log", properties: { region: "r" } }, "/widgets/0/properties", "'query'"],
  ["a graph without a region", widget({ metrics: [["A", "b"]] }), "/widgets/0/properties", "'region'"],
  ["a graph without metrics", widget({ region: "r" }), "/widgets/0/properties", "'metrics'"],
  ["a metric that is no list", metric("A b"), "/widgets/0/properties/metrics/0", "Should be array"],
  [
    "dimensions as an object",
    metric(["A", "b", { Queue: "q" }]),
    "/widgets/0/properties/metrics/0",
    "more than 2 items",
  ],
  [
    "a dimension without a value",
    metric(["A", "b", "Queue"]),
    "/widgets/0/properties/metrics/0",
    "more than 2 items",
  ],
  [
    "a number in a metric",
    metric(["A", 1]),
    "/widgets/0/properties/metrics/0/1",
    'only "String" type is allowed',
  ],
  ["a metric without a name", metric(["A"]), "/widgets/0/properties/metrics/0", "less than 2 items"],
  [
    "a repeated cell in the first row",
    metric([".", "b"]),
    "/widgets/0/properties/metrics/0",
    "nothing above",
  ],
  [
    "the name of a color",
    metric(["A", "b", { color: "red" }]),
    "/widgets/0/properties/metrics/0",
    "more than 2 items",
  ],
  [
    "an id with a capital",
    metric([{ expression: "a", id: "A" }]),
    "/widgets/0/properties/metrics/0",
    "more than 0 items",
  ],
  [
    "a period of 45 s",
    metric(["A", "b"], { period: 45 }),
    "/widgets/0/properties/period",
    "a multiple of 60",
  ],
  [
    "an unknown statistic",
    metric(["A", "b"], { stat: "Mean" }),
    "/widgets/0/properties/stat",
    "match pattern",
  ],
  ["an unknown view", metric(["A", "b"], { view: "line" }), "/widgets/0/properties/view", "allowed values"],
  ["a gauge without a scale", metric(["A", "b"], { view: "gauge" }), "/widgets/0/properties", "A gauge"],
  [
    "a line without a value",
    line({ label: "x" }),
    "/widgets/0/properties/annotations/horizontal/0",
    "'value'",
  ],
  [
    "a line with a wrong color",
    line({ value: 1, color: "#12" }),
    "/widgets/0/properties/annotations/horizontal/0/color",
    "pattern",
  ],
  ["25 columns", metric(["A", "b"]) && { ...metric(["A", "b"]), width: 25 }, "/widgets/0/width", "<= 24"],
  [
    "a widget beyond the grid",
    { ...metric(["A", "b"]), x: 20, width: 6 },
    "/widgets/0",
    "beyond the 24 columns",
  ],
  ["half a row", { ...metric(["A", "b"]), y: 0.5 }, "/widgets/0/y", "Should be integer"],
  [
    "an alarm widget without alarms",
    { type: "alarm", properties: { alarms: [] } },
    "/widgets/0/properties/alarms",
    "less than 1",
  ],
];

describe("CloudWatch's judgement of a dashboard's body", () => {
  for (const [what, given, path, message] of REFUSED)
    it(`refuses ${what}`, () => {
      const { errors } = judge(given);
      expect(
        errors.some(error => error.dataPath === path && error.message.includes(message)),
        JSON.stringify(errors),
      ).to.equal(true);
    });

  it("refuses what is not an object with widgets", () => {
    expect(validateDashboard("no JSON").errors).to.have.length(1);
    expect(validateDashboard("[]").errors).to.have.length(1);
    expect(validateDashboard("{}").errors[0]?.message).to.equal("Should have required property 'widgets'");
  });

  it("accepts the shorthands of rows, bands, expressions and what AWS adds to a metric", () => {
    const { errors, warnings } = judge(
      widget({
        region: "eu-central-1",
        metrics: [
          ["AWS/SQS", "NumberOfMessagesSent", "QueueName", "one", { id: "one", stat: "p99.9", period: 60 }],
          ["...", "two"],
          [".", ".", ".", "three"],
          [{ expression: "one * 2", id: "double", label: "Twice", yAxis: "right" }],
        ],
        annotations: { horizontal: [{ value: 1 }, [{ value: 2, label: "from" }, { value: 3 }]] },
      }),
    );
    expect([...errors, ...warnings]).to.deep.equal([]);
  });

  it("ignores properties that it does not know, and says so", () => {
    const { errors, warnings } = judge({ type: "text", properties: { markdown: "", size: 3 }, depth: 1 });
    expect(errors).to.deep.equal([]);
    expect(warnings.map(({ dataPath }) => dataPath)).to.deep.equal(["/widgets/0", "/widgets/0/properties"]);
  });
});
