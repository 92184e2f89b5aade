import { expect } from "chai";
import { parseCatalogue, providerTypes } from "../../policy-pack/catalogue/catalogue";
import { parsePrices } from "../../policy-pack/catalogue/prices";
import { parseReasons } from "../../policy-pack/catalogue/reasons";
import { parseRuntimes } from "../../policy-pack/catalogue/runtimes";
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

describe("the catalogue", () => {
  it("gives every type a verdict with evidence and a date, and reads every condition", () => {
    expect(data.catalogue.rows.length).to.be.greaterThan(1700);
    for (const { type, evidence, checked } of data.catalogue.rows) {
      expect(evidence, type).to.match(/^[AGFTN]$/);
      expect(checked, type).to.match(/2026-\d\d-\d\d$/);
    }
  });

  it("names a source for every figure that is not from memory, and for all that it lets pass", () => {
    const silent = data.catalogue.rows.filter(({ source }) => source === "");
    expect(new Set(silent.map(({ evidence, verdict }) => `${evidence} ${verdict}`))).to.deep.equal(
      new Set(["N unclassified", "N forbid"]),
    );
  });

  it("takes a refusal from memory without a source: whoever is refused loses nothing by it", () => {
    expect(load({ ...GOOD, evidence: "N", source: "" }).rowsOf("aws:kms/key:Key")).to.have.length(1);
  });

  it("takes a good row, also between comments", () => {
    expect(load(GOOD).rowsOf("aws:kms/key:Key")).to.have.length(1);
  });

  const refused: [string, Record<string, string>, string][] = [
    [
      "a type that the provider does not have",
      { type: "aws:kms/lock:Lock" },
      "catalogue.tsv:3 (aws:kms/lock:Lock): there is no such resource type in @pulumi/aws",
    ],
    ["a type that is no token", { type: "Kms Key" }, "catalogue.tsv:3 (Kms Key): this is not a type token"],
    [
      "a condition that cannot be read",
      { when: "billing is provisioned" },
      'catalogue.tsv:3 (aws:kms/key:Key): cannot read "billing is provisioned": an operator was expected, not is',
    ],
    [
      "a price that cannot be read",
      { usd_month: "a lot" },
      'catalogue.tsv:3 (aws:kms/key:Key): usd_month "a lot" cannot be read',
    ],
    [
      "an unknown verdict",
      { verdict: "perhaps" },
      'catalogue.tsv:3 (aws:kms/key:Key): verdict "perhaps" is not one of forbid, counted, allow, unclassified',
    ],
    ["evidence of no kind", { evidence: "" }, 'catalogue.tsv:3: evidence is "": write A, G, F, T or N'],
    [
      "no date",
      { checked: "lately" },
      'catalogue.tsv:3: checked is "lately": write a date such as 2026-11-21',
    ],
    [
      "a type that is free from memory",
      { verdict: "allow", evidence: "N" },
      "catalogue.tsv:3 (aws:kms/key:Key): nobody has verified that it is free: write unclassified, or its source",
    ],
    ...["A", "G", "F", "T"].map((evidence): [string, Record<string, string>, string] => [
      `evidence ${evidence} without a source`,
      { evidence, source: "" },
      `catalogue.tsv:3: evidence ${evidence} without a source: write where it was read, or N where it is from memory`,
    ]),
    [
      "a source that is a blank",
      { source: " " },
      "catalogue.tsv:3: evidence A without a source: write where it was read, or N where it is from memory",
    ],
    [
      "what is let pass without a source",
      { verdict: "allow", when: "enabled == false", evidence: "N", source: "" },
      "catalogue.tsv:3 (aws:kms/key:Key): what is let pass needs a source: write it, or the verdict unclassified",
    ],
    [
      "a counted row that names nothing",
      { verdict: "counted" },
      "catalogue.tsv:3 (aws:kms/key:Key): a counter goes with the verdict counted, and only with it",
    ],
    [
      "a counter that nobody counts",
      { verdict: "counted", counter: "stars" },
      'catalogue.tsv:3 (aws:kms/key:Key): counter "stars" is not in prices.tsv',
    ],
  ];
  for (const [what, cells, message] of refused) {
    it(`refuses ${what}, naming the row`, () => {
      expect(() => load({ ...GOOD, ...cells })).to.throw(message);
    });
  }

  it("refuses a row that stands twice", () => {
    const line = COLUMNS.map(column => GOOD[column]).join("\t");
    expect(() => parseCatalogue(`${COLUMNS.join("\t")}\n${line}\n${line}\n`, providerTypes())).to.throw(
      "catalogue.tsv:3: aws:kms/key:Key when always stands at catalogue.tsv:2 already",
    );
  });

  it("refuses a row with a cell too few, and columns under other names", () => {
    expect(() =>
      parseCatalogue(`${COLUMNS.join("\t")}\naws:kms/key:Key\talways\n`, providerTypes()),
    ).to.throw(
      `catalogue.tsv:2: 2 cells instead of 15 (aws:kms/key:Key); with a tab between them, empty ones too: ${COLUMNS.join(", ")}`,
    );
    expect(() => parseCatalogue("type\twhen\n", providerTypes())).to.throw(
      "catalogue.tsv:1: the columns must be type, when",
    );
  });
});

describe("the other data files", () => {
  it("are refused with a price that is none or has no source, and without a key that the rules count", () => {
    const header = "key\tprice\tper\tunit\tfree\tevidence\tchecked\tsource\tnote\n";
    const dashboards = (price: string, source: string) => () =>
      parsePrices(`${header}dashboards\t${price}\t1\tdashboard\t3\tA\t2026-11-21\t${source}\t\n`);
    expect(dashboards("dear", "https://aws")).to.throw('prices.tsv:2: price is "dear": write a number');
    expect(dashboards("3.00", "")).to.throw("prices.tsv:2: evidence A without a source");
    expect(() => parsePrices(header)).to.throw("prices.tsv: no row for alarm-metrics");
  });

  it("are refused with an action without a reason, or with a pattern in place of an action", () => {
    const read = (action: string, reason: string) => () =>
      parseReasons(
        `action\treason\tsource\tchecked\n${action}\t${reason}\thttps://aws\t2026-11-21\n`,
        "unscoped.tsv",
        "action",
        /^[a-z0-9-]+:[A-Za-z0-9]+$/,
      );
    expect(read("iam:ListUsers", "because")).to.throw(
      "unscoped.tsv:2: iam:ListUsers needs a reason and the address of its source",
    );
    expect(read("iam:*", "it is simply so much easier")).to.throw(
      'unscoped.tsv:2: action is "iam:*": write one action, without wildcards',
    );
  });

  it("are refused with a runtime that has no end", () => {
    expect(() =>
      parseRuntimes("runtime\tuntil\tsource\tchecked\nnodejs24.x\tever\tx\t2026-11-21\n"),
    ).to.throw('runtimes.tsv:2: until is "ever": write a date');
  });
});

function load(cells: Record<string, string>) {
  return parseCatalogue(
    `# a comment\n${COLUMNS.join("\t")}\n${COLUMNS.map(column => cells[column]).join("\t")}\n`,
    providerTypes(),
  );
}
