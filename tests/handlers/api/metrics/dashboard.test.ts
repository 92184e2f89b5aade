import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startApi } from "../../../support/api/call";
import { bounce, counts } from "../../../support/api/recorded-emails";
import { type ParsedFamily, parsePrometheus } from "../../../support/api/prometheus-parser";

interface Target {
  expr?: string;
  root_selector?: string;
  columns?: { selector: string }[];
  url?: string;
}

interface Dashboard {
  panels: { title: string; targets: Target[] }[];
  templating: { list: { name: string; current: { value?: string } }[] };
}

/** Metrics in a query, with the labels that it selects or groups by. */
const METRIC = /\$\{prefix\}_[a-z_]+/g;
const LABELS = /\b(?:by \((\w+)\)|\{(\w+)=)/g;

describe("docs/grafana/ses-smtp.json", function () {
  this.timeout(120_000); // Prometheus's parser is installed once
  const dashboard = JSON.parse(
    readFileSync(join(__dirname, "../../../../docs/grafana/ses-smtp.json"), "utf8"),
  ) as Dashboard;
  const expressions = dashboard.panels.flatMap(({ title, targets }) =>
    targets.flatMap(({ expr }) => (expr === undefined ? [] : [{ title, expr }])),
  );

  async function exposed(prefix: string): Promise<ParsedFamily[]> {
    const api = startApi({ environment: { METRICS_PREFIX: prefix } });
    api.emails.totals = new Map([["jane", counts({ sent: 1 })]]);
    return parsePrometheus((await api.call("getPrometheus")).text);
  }

  // Proves P-grafana.1, P-grafana.2, P-grafana.3, P-grafana.4
  it("has the panels of the older application's dashboard", () => {
    expect(dashboard.panels.map(({ title }) => title)).to.include.members([
      ...["Send rate", "Bounce rate", "Complaint rate", "Bounces and complaints", "24-hour sends"],
      ...["Quota used", "Suppression list size", "Recent bounces"],
    ]);
  });

  for (const prefix of ["ses_smtp", "prism"])
    it(`asks for no metric and no label that the API does not expose, with the prefix ${prefix}`, async () => {
      const samples = (await exposed(prefix)).flatMap(family => family.samples);
      const used = new Set<string>();
      for (const { title, expr } of expressions) {
        const metrics = [...expr.matchAll(METRIC)].map(([name]) => name.replace("${prefix}", prefix));
        expect(metrics, title).not.to.deep.equal([]);
        const labels = [...expr.matchAll(LABELS)].map(([, grouped, selected]) => grouped ?? selected ?? "");
        for (const name of metrics) {
          used.add(name);
          expect(
            samples.map(sample => sample.name),
            `${title}: ${expr}`,
          ).to.include(name);
        }
        const known = samples
          .filter(({ name }) => metrics.includes(name))
          .flatMap(({ labels }) => Object.keys(labels));
        expect(known, `${title}: ${expr}`).to.include.members(labels);
      }
      expect(used.size).to.be.above(8);
    });

  it("reads the exporter's bounces by fields that they have", async () => {
    const targets = dashboard.panels.flatMap(panel => panel.targets).filter(({ url }) => url !== undefined);
    expect(targets).to.have.length(1);
    const [{ url = "", root_selector, columns = [] } = {}] = targets;
    expect(url).to.match(/^\$\{exporter\}\/api\/metrics\/email\/bounces\?/);
    const api = startApi();
    api.emails.bounces = [bounce("a@one.example")];
    const { body } = await api.call("getBounces");
    const [first = {}] = body[root_selector ?? ""] as object[];
    expect(columns).to.have.length.above(3);
    expect(first).to.include.keys(columns.map(({ selector }) => selector));
  });

  it("has a variable for each placeholder", () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    const used = [...JSON.stringify(dashboard).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).to.deep.equal([...names].sort());
  });
});
