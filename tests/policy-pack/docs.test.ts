import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parseCatalog, providerTypes } from "../../policy-pack/catalog/catalog";
import { data, pack } from "../support/policy-pack/pack";

const GUIDE = readFileSync(path.resolve(__dirname, "../../docs/cost.md"), "utf8");
const NEW_TYPE = "aws:brandnew/vault:Vault";

describe("docs/cost.md", () => {
  const lines = GUIDE.split("\n").filter(line => line.startsWith(`    ${NEW_TYPE}\t`));
  const table = [...GUIDE.matchAll(/^\| `(\w+)` +\| [^|]+\| (?:`([^`]+)`)? +\|$/gm)].map(
    ([, column = "", cell = ""]) => [column, cell] as const,
  );
  const header = table.map(([column]) => column).join("\t");

  it("shows rows for a new type that load without errors", () => {
    const verdicts = lines.map(line => {
      const text = `${header}\n${line.trimStart()}\n`;
      return parseCatalog(text, new Set([...providerTypes(), NEW_TYPE])).rows[0]?.verdict;
    });
    expect(verdicts).to.deep.equal(["forbid", "unclassified"]);
  });

  it("uses the example row in its table of cells", () => {
    expect(table.map(([, cell]) => cell).join("\t")).to.equal(lines[0]?.trimStart());
  });

  it("states how many rows refuse from memory without a source", () => {
    const bare = data.catalog.rows.filter(({ verdict, source }) => verdict === "forbid" && source === "");
    expect(GUIDE).to.include(`${bare.length} rows refuse from memory`);
  });
});

describe("docs/policy-pack.md", () => {
  const guide = readFileSync(path.resolve(__dirname, "../../docs/policy-pack.md"), "utf8");

  it("names every data file and only policies that exist", () => {
    const files = readdirSync(path.resolve(__dirname, "../../policy-pack/data")).filter(
      file => !["provider-types.txt", "runtimes.tsv"].includes(file),
    );
    for (const file of files) expect(guide).to.include(`\`${file}\``);
    const policies = pack().map(({ name }) => name);
    const named = [...guide.matchAll(/`([a-z]+-[a-z-]+)`/g)].map(([, name]) => name);
    expect(named.filter(name => name !== "policy-pack" && !policies.includes(name ?? ""))).to.deep.equal([]);
  });
});
