import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { pack } from "../support/policy-pack/pack";

describe("every rule", () => {
  it("has a passing fixture and a failing one with its exact message", () => {
    const suites = readdirSync(__dirname)
      .filter(file => file.endsWith(".test.ts"))
      .map(file => readFileSync(path.join(__dirname, file), "utf8"))
      .join("\n");
    const proved = new Set([...suites.matchAll(/\bproves\(\s*"([a-z-]+)"/g)].map(([, name]) => name));
    const rules = pack()
      .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
      .map(({ name }) => name);
    expect(rules.filter(name => !proved.has(name))).to.deep.equal([]);
  });
});
