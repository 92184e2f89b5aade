import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { METRICS } from "../../handlers/shared/metrics";
import { dashboardMetrics } from "../../policy-pack/cost/dashboards";
import { type NamedMetric, unknownMetric } from "../support/cloudwatch/known-metrics";
import { program } from "../support/policy-pack/program";

const EMF_TAG = "emf-metrics";

describe("the names of metrics", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  const ofType = (type: string) => all.filter(registration => registration.type === type);
  before(async () => {
    all = await program();
  });

  it("are declared by the function that emits them, each by one, so that the policy pack counts them", () => {
    const declared = ofType("aws:lambda/function:Function").flatMap(({ inputs }) => {
      const tag = (inputs.tags as Record<string, string> | undefined)?.[EMF_TAG] ?? "";
      const { variables } = inputs.environment as { variables: Record<string, string> };
      const names = tag.split(" ").filter(name => name !== "");
      expect(variables.POWERTOOLS_METRICS_NAMESPACE).to.equal(names.length > 0 ? "ses-smtp" : undefined);
      return names;
    });
    expect(declared.sort()).to.deep.equal(Object.keys(METRICS).sort());
  });

  it("that an alarm or a dashboard uses are emitted by something in this program, and all that are emitted are used", () => {
    const shown = ofType("aws:cloudwatch/dashboard:Dashboard").flatMap(({ name, inputs }) => {
      const metrics = dashboardMetrics(inputs);
      expect(metrics, name).to.be.an("array");
      return (metrics ?? []).map(({ namespace, name: metric, dimensions }): NamedMetric => {
        const cells = dimensions === "" ? [] : dimensions.split(" ");
        const pairs = cells.flatMap((key, index) => (index % 2 === 0 ? [[key, cells[index + 1] ?? ""]] : []));
        return { namespace, name: metric, dimensions: Object.fromEntries(pairs) as Record<string, string> };
      });
    });
    const watched = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }): NamedMetric => ({
      namespace: String(inputs.namespace),
      name: String(inputs.metricName),
      dimensions: (inputs.dimensions ?? {}) as Record<string, string>,
    }));
    expect(shown.length).to.be.above(20);
    const problems = [...shown, ...watched].flatMap(metric => unknownMetric(metric, all, "test") ?? []);
    expect([...new Set(problems)]).to.deep.equal([]);
    const used = new Set(shown.filter(({ namespace }) => namespace === "ses-smtp").map(({ name }) => name));
    expect([...used].sort()).to.deep.equal(Object.keys(METRICS).sort());
  });
});
