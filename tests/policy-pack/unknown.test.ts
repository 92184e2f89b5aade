import { expect } from "chai";
import { paths } from "../../policy-pack/catalog/condition";
import { plainProperties, UNKNOWN, UNKNOWN_MARKS } from "../../policy-pack/resource/plain";
import { analyze, analyzeStack, type Given } from "../../cost/analyzer";
import {
  ALARM,
  DASHBOARD,
  FUNCTION,
  LOG_GROUP,
  MAPPING,
  QUEUE,
  QUEUE_POLICY,
  ROLE,
  ROLE_POLICY,
  ROUTE,
  SCHEDULE,
  TABLE,
  TOPIC,
  TOPIC_POLICY,
  UNKNOWN_STRING,
} from "../support/policy-pack/fixtures";
import { data, pack } from "../support/policy-pack/pack";

/** @internal of @pulumi/policy 1.21.0 */
const proxy = require("@pulumi/policy/proxy") as { unknownCheckingProxy: <T>(value: T) => T } & Record<
  string,
  unknown
>;

/** What each type's rules look at, all unknown at once. */
const PROPERTIES = [
  "role",
  "runtime",
  "architectures",
  "tracingConfig",
  "loggingConfig",
  "vpcConfig",
  "environment",
  "tags",
  "policy",
  "assumeRolePolicy",
  "inlinePolicies",
  "managedPolicyArns",
  "billingMode",
  "retentionInDays",
  "eventSourceArn",
  "functionName",
  "destinationConfig",
  "queueUrl",
  "arn",
  "metricQueries",
  "dashboardBody",
  "scheduleExpression",
  "target",
  "routeKey",
  "authorizationType",
  "sqsManagedSseEnabled",
  "endpoint",
];
const TYPES = [
  ALARM,
  DASHBOARD,
  FUNCTION,
  LOG_GROUP,
  MAPPING,
  QUEUE,
  QUEUE_POLICY,
  ROLE,
  ROLE_POLICY,
  ROUTE,
  SCHEDULE,
  TABLE,
  TOPIC,
  TOPIC_POLICY,
];
const unknown = Object.fromEntries(PROPERTIES.map(property => [property, UNKNOWN_STRING]));

describe("a value unknown at preview", () => {
  it("has exactly the marks the SDK defines", () => {
    const marks = Object.entries(proxy)
      .filter(([key, value]) => /^unknown\w+Value$/.test(key) && typeof value === "string")
      .map(([, value]) => value);
    expect([...UNKNOWN_MARKS].sort()).to.deep.equal(marks.sort());
  });

  it("is copied out of the SDK's proxies without being read, at any depth", () => {
    const props = proxy.unknownCheckingProxy({
      a: UNKNOWN_STRING,
      b: { c: [1, UNKNOWN_STRING, { d: UNKNOWN_STRING }] },
    });
    expect(() => (props as { a: string }).a, "the SDK throws if a rule reads it").to.throw(
      "can't be known during preview",
    );
    expect(plainProperties(props)).to.deep.equal({ a: UNKNOWN, b: { c: [1, UNKNOWN, { d: UNKNOWN }] } });
  });

  it("turns no mandatory policy into an advisory: no rule reads it, whatever the type", async () => {
    const given: Given[] = TYPES.map(type => ({ type, name: type, props: unknown }));
    const diagnostics = [
      ...(await Promise.all(given.map(resource => analyze(pack(), resource)))).flat(),
      ...(await analyzeStack(pack(), given)),
    ];
    expect(diagnostics.filter(({ message }) => message.includes("during preview:"))).to.deep.equal([]);
    expect(
      diagnostics.filter(({ level, policy }) => level !== "mandatory" && policy !== "idle-cost-report"),
    ).to.deep.equal([]);
  });

  it("is refused wherever a row of the catalog tests it", async () => {
    const rows = data.catalog.rows.filter(
      ({ verdict, whenText, type }) =>
        verdict === "forbid" && whenText !== "always" && !whenText.includes("$") && type.startsWith("aws:"),
    );
    for (const { type, when, whenText } of rows) {
      const props = Object.fromEntries(
        paths(when).map(path => [path.split(/[.[]/)[0] ?? "", UNKNOWN_STRING]),
      );
      const diagnostics = await analyze(pack({ only: "standing-cost" }), { type, props });
      expect(
        diagnostics.some(
          ({ level, message }) => level === "mandatory" && message.includes("is unknown at preview"),
        ),
        `${type} when ${whenText}`,
      ).to.equal(true);
    }
    expect(rows.length).to.be.greaterThan(50);
  });

  it("in a role's policy waits for the update, which checks it before the role gets it", async () => {
    const judge = (policy: string) =>
      analyze(pack({ only: "wildcard-actions" }), { type: ROLE_POLICY, props: { policy } });
    expect(await judge(UNKNOWN_STRING)).to.deep.equal([]);
    expect(await judge('{"Statement":[{"Effect":"Allow","Action":"*","Resource":"x"}]}')).to.have.length(1);
  });
});
