import { expect } from "chai";
import { parseCatalog, providerTypes } from "../../policy-pack/catalog/catalog";
import { parsePrices } from "../../policy-pack/catalog/prices";
import { parseReasons } from "../../policy-pack/catalog/reasons";
import { parseRuntimes } from "../../policy-pack/catalog/runtimes";
import { data } from "../support/policy-pack/pack";

const COLUMNS =
  "type when verdict component price unit usd_month class counter allotment evidence checked source remedy note".split(
    " ",
  );
const GOOD: Record<string, string> = {
  ...Object.fromEntries(COLUMNS.map(column => [column, ""])),
  ...{
    type: "aws:kms/key:Key",
    when: "always",
    verdict: "forbid",
    usd_month: "1.00",
    evidence: "A",
    checked: "2026-11-21",
    source: "https://aws.amazon.com/kms/pricing/",
  },
};

describe("the catalog", () => {
  it("has a verdict, evidence, and a date for every type, and parses every condition", () => {
    expect(data.catalog.rows.length).to.be.greaterThan(1700);
    for (const { type, evidence, checked } of data.catalog.rows) {
      expect(evidence, type).to.match(/^[AGFTN]$/);
      expect(checked, type).to.match(/2026-\d\d-\d\d$/);
    }
  });

  it("names a source for every figure that is not from memory, and for everything it allows", () => {
    const silent = data.catalog.rows.filter(({ source }) => source === "");
    expect(new Set(silent.map(({ evidence, verdict }) => `${evidence} ${verdict}`))).to.deep.equal(
      new Set(["N unclassified", "N forbid"]),
    );
  });

  it("accepts a forbidding row from memory without a source, because it permits nothing", () => {
    expect(load({ ...GOOD, evidence: "N", source: "" }).rowsOf("aws:kms/key:Key")).to.have.length(1);
  });

  it("accepts a valid row between comments", () => {
    expect(load(GOOD).rowsOf("aws:kms/key:Key")).to.have.length(1);
  });

  const refused: [string, Record<string, string>, string][] = [
    [
      "a type the provider does not have",
      { type: "aws:kms/lock:Lock" },
      "catalog.tsv:3 (aws:kms/lock:Lock): unknown resource type in this version of @pulumi/aws",
    ],
    ["a type that is not a token", { type: "Kms Key" }, "catalog.tsv:3 (Kms Key): not a type token"],
    [
      "an invalid condition",
      { when: "billing is provisioned" },
      'catalog.tsv:3 (aws:kms/key:Key): cannot read "billing is provisioned": expected an operator, found is',
    ],
    [
      "an invalid price",
      { usd_month: "a lot" },
      'catalog.tsv:3 (aws:kms/key:Key): invalid usd_month "a lot"',
    ],
    [
      "an unknown verdict",
      { verdict: "perhaps" },
      'catalog.tsv:3 (aws:kms/key:Key): verdict "perhaps" is not one of forbid, counted, allow, unclassified',
    ],
    ["missing evidence", { evidence: "" }, 'catalog.tsv:3: evidence is "": must be A, G, F, T, or N'],
    [
      "no date",
      { checked: "lately" },
      'catalog.tsv:3: checked is "lately": must be a date such as 2026-11-21',
    ],
    [
      "a type that is free from memory",
      { verdict: "allow", evidence: "N" },
      "catalog.tsv:3 (aws:kms/key:Key): free from memory only; name a source or use the verdict unclassified",
    ],
    ...["A", "G", "F", "T"].map((evidence): [string, Record<string, string>, string] => [
      `evidence ${evidence} without a source`,
      { evidence, source: "" },
      `catalog.tsv:3: evidence ${evidence} needs a source; name it, or use N for a figure from memory`,
    ]),
    [
      "a blank source",
      { source: " " },
      "catalog.tsv:3: evidence A needs a source; name it, or use N for a figure from memory",
    ],
    [
      "an allowed type without a source",
      { verdict: "allow", when: "enabled == false", evidence: "N", source: "" },
      "catalog.tsv:3 (aws:kms/key:Key): an allowed or counted row needs a source; name it or use the verdict unclassified",
    ],
    [
      "a counted row without a counter",
      { verdict: "counted" },
      "catalog.tsv:3 (aws:kms/key:Key): the verdict counted needs a counter, and no other verdict takes one",
    ],
    [
      "an unknown counter",
      { verdict: "counted", counter: "stars" },
      'catalog.tsv:3 (aws:kms/key:Key): counter "stars" is not in prices.tsv',
    ],
  ];
  for (const [what, cells, message] of refused) {
    it(`refuses ${what}, naming the row`, () => {
      expect(() => load({ ...GOOD, ...cells })).to.throw(message);
    });
  }

  it("refuses a duplicate row", () => {
    const line = COLUMNS.map(column => GOOD[column]).join("\t");
    expect(() => parseCatalog(`${COLUMNS.join("\t")}\n${line}\n${line}\n`, providerTypes())).to.throw(
      "catalog.tsv:3: duplicate of catalog.tsv:2: aws:kms/key:Key when always",
    );
  });

  it("refuses a row with too few cells, and unexpected columns", () => {
    expect(() => parseCatalog(`${COLUMNS.join("\t")}\naws:kms/key:Key\talways\n`, providerTypes())).to.throw(
      `catalog.tsv:2: 2 cells instead of 15 (aws:kms/key:Key); separate all cells with tabs, including empty ones: ${COLUMNS.join(", ")}`,
    );
    expect(() => parseCatalog("type\twhen\n", providerTypes())).to.throw(
      "catalog.tsv:1: the columns must be type, when",
    );
  });
});

describe("the other data files", () => {
  it("are refused with an invalid price, a missing source, or a missing key", () => {
    const header = "key\tprice\tper\tunit\tfree\tevidence\tchecked\tsource\tnote\n";
    const dashboards = (price: string, source: string) => () =>
      parsePrices(`${header}dashboards\t${price}\t1\tdashboard\t3\tA\t2026-11-21\t${source}\t\n`);
    expect(dashboards("dear", "https://aws")).to.throw('prices.tsv:2: price is "dear": must be a number');
    expect(dashboards("3.00", "")).to.throw("prices.tsv:2: evidence A needs a source");
    expect(() => parsePrices(header)).to.throw("prices.tsv: missing row for alarm-metrics");
  });

  it("are refused with an action without a reason, or a pattern instead of an action", () => {
    const read = (action: string, reason: string) => () =>
      parseReasons(
        `action\treason\tsource\tchecked\n${action}\t${reason}\thttps://aws\t2026-11-21\n`,
        "unscoped.tsv",
        "action",
        /^[a-z0-9-]+:[A-Za-z0-9]+$/,
      );
    expect(read("iam:ListUsers", "because")).to.throw(
      "unscoped.tsv:2: iam:ListUsers needs a reason and the URL of its source",
    );
    expect(read("iam:*", "it is simply so much easier")).to.throw(
      'unscoped.tsv:2: action is "iam:*": must be one action without wildcards',
    );
  });

  it("are refused with a runtime without an end date", () => {
    expect(() =>
      parseRuntimes("runtime\tuntil\tsource\tchecked\nnodejs24.x\tever\tx\t2026-11-21\n"),
    ).to.throw('runtimes.tsv:2: until is "ever": must be a date');
  });
});

function load(cells: Record<string, string>) {
  return parseCatalog(
    `# a comment\n${COLUMNS.join("\t")}\n${COLUMNS.map(column => cells[column]).join("\t")}\n`,
    providerTypes(),
  );
}
