import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { pack } from "./support/pack";

const ROOT = path.resolve(__dirname, "../..");
const SKIPPED = ["node_modules", ".git", ".bundle", ".sandbox"];

describe("the policies", () => {
  it("are all mandatory, but for the report, which refuses nothing", () => {
    const levels = Object.fromEntries(pack().map(({ name, enforcementLevel }) => [name, enforcementLevel]));
    expect(Object.entries(levels).filter(([, level]) => level !== "mandatory")).to.deep.equal([
      ["idle-cost-report", "advisory"],
    ]);
    expect(Object.keys(levels)).to.have.length(17);
  });

  it("are downgraded by no configuration in the repository", () => {
    const files = configurationFiles(ROOT);
    const downgrades = files.filter(file =>
      /enforcement-?level["']?\s*[:=]\s*["']?(advisory|disabled|remediate)/i.test(readFileSync(file, "utf8")),
    );
    expect(downgrades.map(file => path.relative(ROOT, file))).to.deep.equal([]);
    expect(files.map(file => path.relative(ROOT, file))).to.include("policy-pack/config.json");
  });

  it("are downgraded by no command either: nothing passes a configuration for the pack", () => {
    const scripts = readFileSync(path.join(ROOT, "package.json"), "utf8");
    expect(scripts).not.to.include("--policy-pack-config");
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
