import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { providerTypes } from "../../policy-pack/catalogue/catalogue";
import { data } from "./support/pack";

describe("the types of the installed @pulumi/aws", () => {
  const installed = installedTypes();

  it("are all in the catalogue: a new one fails here until somebody classifies it", () => {
    const classified = new Set(data.catalogue.rows.map(({ type }) => type));
    expect([...installed].filter(type => !classified.has(type))).to.deep.equal([]);
    expect(installed.size).to.be.greaterThan(1700);
  });

  it("are those that the pack checks its catalogue against", () => {
    expect([...providerTypes()].sort()).to.deep.equal([...installed].sort());
  });

  it("include every type that the catalogue names", () => {
    const named = data.catalogue.rows.map(({ type }) => type).filter(type => type.startsWith("aws:"));
    expect(named.filter(type => !installed.has(type))).to.deep.equal([]);
  });
});

/** Each module's index makes its resources from their tokens: `case "aws:kms/key:Key":`. */
function installedTypes(): Set<string> {
  const root = path.dirname(require.resolve("@pulumi/aws/package.json"));
  const modules = readdirSync(root, { withFileTypes: true }).filter(entry => entry.isDirectory());
  const sources = modules.flatMap(({ name }) => {
    const index = path.join(root, name, "index.js");
    try {
      return [readFileSync(index, "utf8")];
    } catch {
      return []; // folders such as scripts/ have none
    }
  });
  return new Set(
    sources.flatMap(source => [...source.matchAll(/case "(aws:[^"]+)":/g)].map(([, type]) => type as string)),
  );
}
