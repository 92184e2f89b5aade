import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { licenseIssues, licensesDocument, productionDependencies } from "../../checks/dependencies/licenses";

const ROOT = join(__dirname, "../..");

describe("the licenses of the production dependencies", () => {
  const dependencies = productionDependencies(ROOT);
  const withAnother = (license: string | undefined, installed = license): string[] =>
    licenseIssues([...dependencies, { name: "another", version: "1.0.0", license, installed }]);

  it("are all allowed, and those of the installed packages", () => {
    expect(licenseIssues(dependencies)).to.deep.equal([]);
    expect(dependencies.filter(({ installed }) => installed !== undefined)).to.have.length.above(250);
  });

  it("include each dependency of package.json, and no development dependency", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<
      "dependencies" | "optionalDependencies",
      object
    >;
    const names = dependencies.map(({ name }) => name);
    expect(names).to.include.members(
      Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
    );
    expect(names).to.not.include("mocha").and.not.include("eslint");
  });

  it("are in docs/licenses.md as they are now: otherwise run npm run licenses", async () => {
    expect(readFileSync(join(ROOT, "docs/licenses.md"), "utf8")).to.equal(
      await licensesDocument(dependencies),
    );
  });

  for (const license of ["AGPL-3.0-only", "GPL-2.0-or-later", "MIT AND GPL-3.0-only", "SEE LICENSE IN X", ""])
    it(`may not be "${license}"`, () => {
      expect(withAnother(license)).to.have.length(1);
      expect(withAnother(license)[0]).to.match(/^another@1\.0\.0: /);
    });

  it("may be one of several: MIT OR GPL", () => {
    expect(withAnother("(MIT OR GPL-3.0-only)")).to.deep.equal([]);
    expect(withAnother("(MIT AND Apache-2.0)")).to.deep.equal([]);
    expect(withAnother(undefined)).to.have.length(1);
  });

  it("may not differ between package-lock.json and the package, nor be reviewed without need", () => {
    expect(withAnother("MIT", "GPL-3.0-only")).to.deep.equal([
      'another@1.0.0: package-lock.json says "MIT", the package "GPL-3.0-only".',
    ]);
    const others = dependencies.filter(({ name }) => name !== "spdx-exceptions");
    expect(licenseIssues(others)).to.deep.equal([
      "spdx-exceptions is reviewed in checks/dependencies/licenses.ts, but it is not a dependency.",
    ]);
  });
});
