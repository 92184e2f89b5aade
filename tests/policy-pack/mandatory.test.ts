import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parsePackConfig } from "../../policy-pack/config/pack-config";
import { pack, TODAY } from "../support/policy-pack/pack";

const ROOT = path.resolve(__dirname, "../..");
const SKIPPED = ["node_modules", ".git", ".bundle", ".sandbox"];

const LEVELS = "advisory|disabled|remediate";
const KEYS = ["enforcement-?level", "all", ...pack().map(({ name }) => name)].join("|");
const DOWNGRADE = new RegExp(`\\b(${KEYS})["']?\\s*[:=]\\s*["']?(${LEVELS})\\b`, "i");

describe("the policies", () => {
  it("are all mandatory except the report, which refuses nothing", () => {
    const levels = Object.fromEntries(pack().map(({ name, enforcementLevel }) => [name, enforcementLevel]));
    expect(Object.entries(levels).filter(([, level]) => level !== "mandatory")).to.deep.equal([
      ["idle-cost-report", "advisory"],
    ]);
    expect(Object.keys(levels)).to.have.length(21);
  });

  it("are not downgraded by any configuration in the repository, in any format the CLI accepts", () => {
    const files = configurationFiles(ROOT);
    const downgrades = files.filter(file => DOWNGRADE.test(readFileSync(file, "utf8")));
    expect(downgrades.map(file => path.relative(ROOT, file))).to.deep.equal([]);
    expect(files.map(file => path.relative(ROOT, file))).to.include.members([
      "policy-pack/audit-trail.json",
      "policy-pack/config.json",
      "policy-pack/test-stack.json",
      "Pulumi.test.yaml",
    ]);
  });

  for (const downgrade of [
    '{"standing-cost": "advisory"}',
    '{ "all": "disabled" }',
    '{"free-allotments": {"enforcementLevel": "remediate"}}',
    "enforcementLevel: advisory",
    "all: advisory",
  ])
    it(`are downgraded by ${downgrade}, which the test above finds`, () => {
      expect(downgrade).to.match(DOWNGRADE);
    });

  it("are not downgraded by any command: the only configurations in the repository are exceptions", () => {
    for (const file of ["package.json", ".ci/run"])
      expect(readFileSync(path.join(ROOT, file), "utf8"), file).not.to.include("--policy-pack-config");
    const names = pack().map(({ name }) => name);
    for (const file of ["audit-trail.json", "config.json", "test-stack.json"]) {
      const text = readFileSync(path.join(ROOT, "policy-pack", file), "utf8");
      expect(() => parsePackConfig(text, names, TODAY), file).not.to.throw();
    }
  });
});

/** Where a level could be set: JSON and YAML outside the packages. */
function configurationFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
    if (SKIPPED.includes(entry.name)) return [];
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) return configurationFiles(file);
    return /\.(json|ya?ml)$/.test(entry.name) && entry.name !== "package-lock.json" ? [file] : [];
  });
}
