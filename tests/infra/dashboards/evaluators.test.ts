import { expect } from "chai";
import { type LogEntry, runQuery } from "../../support/cloudwatch/insights/run-query";
import { embeddedMetrics } from "../../support/cloudwatch/metrics/embedded";
import { evaluateMath } from "../../support/cloudwatch/metrics/math";
import { type Datum, statistic } from "../../support/cloudwatch/metrics/statistics";
import { emittedMetrics } from "../../../handlers/shared/metrics";

const at = (minute: number) => Date.UTC(2026, 10, 27, 3, minute);
const entry = (minute: number, fields: object, group = "/one"): LogEntry => ({
  group,
  at: at(minute),
  message: JSON.stringify(fields),
});

const ENTRIES = [
  entry(0, { level: "INFO", username: "a", ms: 10, error: { code: "x" } }),
  entry(1, { level: "ERROR", username: "b", ms: 30, to: ["Anna@example.com"] }),
  entry(61, { level: "ERROR", username: "a", ms: 20 }, "/two"),
  { group: "/one", at: at(2), message: "START not JSON" },
];
const rows = (query: string) => runQuery(query, ENTRIES).rows.map(row => row["r"] ?? row["@message"]);

describe("the evaluator of Logs Insights queries", () => {
  const CASES: [query: string, result: unknown[]][] = [
    ['filter level = "ERROR" | fields username as r | sort r asc', ["a", "b"]],
    ['filter level != "ERROR" | fields username as r', ["a"]],
    ["filter ispresent(error.code) | fields error.code as r", ["x"]],
    ["filter not ispresent(level) | fields @message as r", ["START not JSON"]],
    ["filter ms >= 20 and ms < 30 | fields ms / 10 as r", [2]],
    ['filter level in ["INFO", "WARN"] | fields ms as r', [10]],
    ['filter level not in ["INFO"] | fields ms as r | sort r desc', [30, 20]],
    ['filter @message like /(?i)"anna@example\\.com"/ | fields username as r', ["b"]],
    ['filter @message like "anna" | fields username as r', []],
    ['fields coalesce(username, "none") as r | sort r desc | limit 2', ["none", "b"]],
    ["filter ispresent(ms) | stats sum(ms) as r by username | sort r desc", [30, 30]],
    ["stats count(*) as r by level | sort r desc, level asc", [2, 1, 1]],
    ["stats avg(ms) as r", [20]],
    ["stats pct(ms, 95) as r", [30]],
    ["stats latest(ms) as r by username | sort r desc | limit 1", [30]],
    ["filter ispresent(ms) | fields bin(1h) as hour | stats count(*) as r by hour | sort hour asc", [2, 1]],
    ["# a comment\nSOURCE '/two' | fields username as r # and another", ["a"]],
    ["SOURCE '/one' | SOURCE '/two' | filter ms > 25 | fields 2 + 3 * 2 as r", [8]],
    ['filter (ms = 10 or ms = 20) and username = "a" | fields ms as r | sort r asc', [10, 20]],
  ];
  for (const [query, result] of CASES)
    it(query.replaceAll("\n", " "), () => {
      expect(rows(query)).to.deep.equal(result);
    });

  it("shows the columns that the query names, in its order", () => {
    const query = "stats count(*) as n, max(ms) as most by username, level | sort n desc";
    expect(runQuery(query, ENTRIES).columns).to.deep.equal(["username", "level", "n", "most"]);
    expect(runQuery("fields username, ms | display ms", ENTRIES).columns).to.deep.equal(["ms"]);
  });

  for (const query of [
    "parse @message 'a*b' as c",
    "dedup username",
    "fields strlen(username) as r",
    "stats stddev(ms) as r",
    "stats count(*) by bin(soon)",
    "filter level = ERROR = x",
    "filter level like ERROR",
    "limit many",
    "sort ms sideways",
    "filter ms > 1 |",
    "filter level = “ERROR”",
  ])
    it(`refuses what it does not know: ${query}`, () => {
      expect(() => runQuery(query, ENTRIES)).to.throw();
    });
});

describe("the evaluator of metrics", () => {
  const data: Datum[] = [1, 2, 3, 4].map((value, index) => ({ metric: "m", at: at(index * 2), value }));
  const range = { from: at(0), to: at(60) };
  const series = (...values: [minute: number, value: number][]) =>
    new Map(values.map(([minute, value]) => [at(minute), value]));

  for (const [stat, first, second] of [
    ["Sum", 6, 4],
    ["Average", 2, 4],
    ["Maximum", 3, 4],
    ["Minimum", 1, 4],
    ["SampleCount", 3, 1],
    ["p50", 2, 4],
  ] as const)
    it(`has ${stat} by period`, () => {
      expect([...statistic(data, stat, 6 * 60_000, range).values()]).to.deep.equal([first, second]);
    });

  it("knows no other statistic", () => {
    expect(() => statistic(data, "tm90", 60_000, range)).to.throw("unknown statistic tm90");
  });

  const byId = new Map([
    ["a", series([0, 10], [5, 20])],
    ["b", series([5, 4], [10, 0])],
  ]);
  for (const [expression, result] of [
    ["a / 10", series([0, 1], [5, 2])],
    ["100 * b / a", series([5, 20])],
    ["FILL(b, 0) + 1", series([0, 1], [5, 5], [10, 1])],
    ["100 * FILL(b, 0) / a", series([0, 0], [5, 20])],
    ["a / b", series([5, 5])],
    ["(a - 5) * 2", series([0, 10], [5, 30])],
  ] as const)
    it(`evaluates ${expression}`, () => {
      expect([...evaluateMath(expression, byId)]).to.deep.equal([...result]);
    });

  for (const expression of ["c", "SUM(a)", "a +", "a ? b", "1 + 1", "FILL(a, REPEAT)", "(a", "a b"])
    it(`refuses ${expression}`, () => {
      expect(() => evaluateMath(expression, byId)).to.throw();
    });

  it("reads what the functions emit", () => {
    const messages: string[] = [];
    emittedMetrics(
      "prod",
      () => at(3),
      line => messages.push(line),
    ).emit({ CredentialsCreated: 1, TimeToActive: 8_000 }, { username: "john.doe" });
    const entries = messages.map(message => ({ group: "/one", at: at(3), message }));
    expect(embeddedMetrics([...entries, ...ENTRIES])).to.deep.equal([
      { metric: "ses-smtp CredentialsCreated stack prod", at: at(3), value: 1 },
      { metric: "ses-smtp TimeToActive stack prod", at: at(3), value: 8_000 },
    ]);
  });
});
