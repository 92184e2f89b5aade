import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { providerTypes } from "../../policy-pack/catalog/catalog";
import { paths } from "../../policy-pack/catalog/condition";
import { missingProperties } from "../support/policy-pack/input-properties";
import { data } from "../support/policy-pack/pack";

describe("the types of the installed @pulumi/aws", () => {
  const installed = installedTypes();

  it("are all in the catalog: a new one fails here until it is classified", () => {
    expect(notInCatalog(installed)).to.deep.equal([]);
    expect(installed.size).to.be.greaterThan(1700);
    expect(notInCatalog([...installed, "aws:brandnew/thing:Thing"])).to.deep.equal([
      "aws:brandnew/thing:Thing",
    ]);
  });

  it("match the version named in the list of types", () => {
    const { version } = require("@pulumi/aws/package.json") as { version: string };
    const list = readFileSync(path.resolve(__dirname, "../../policy-pack/data/provider-types.txt"), "utf8");
    expect(list).to.match(
      new RegExp(`^# Every resource type of @pulumi/aws ${version.replaceAll(".", "\\.")},`),
    );
  });

  it("have every property the catalog's conditions test, at every level", () => {
    const rows = data.catalog.rows.filter(({ type }) => type.startsWith("aws:"));
    const asked = rows.flatMap(({ type, when }) =>
      paths(when).flatMap(property => (property.startsWith("$") ? [] : [{ type, property }])),
    );
    expect(missingProperties(asked)).to.deep.equal([]);
    expect(asked.length).to.be.greaterThan(50);
    expect(missingProperties([{ type: "aws:dynamodb/table:Table", property: "ttl.forever" }])).to.deep.equal([
      "aws:dynamodb/table:Table has no ttl.forever",
    ]);
  });

  it("are the types the pack checks its catalog against", () => {
    expect([...providerTypes()].sort()).to.deep.equal([...installed].sort());
  });

  it("include every type in the catalog", () => {
    const named = data.catalog.rows.map(({ type }) => type).filter(type => type.startsWith("aws:"));
    expect(named.filter(type => !installed.has(type))).to.deep.equal([]);
  });
});

function notInCatalog(types: Iterable<string>): string[] {
  const classified = new Set(data.catalog.rows.map(({ type }) => type));
  return [...types].filter(type => !classified.has(type));
}

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
