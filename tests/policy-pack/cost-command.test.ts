import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import type { CostReport } from "../../policy-pack/report/item";

const ROOT = path.resolve(__dirname, "../..");

describe("npm run cost", function () {
  this.timeout(60_000);

  it("prints zero for the program and exits 0, with every field as JSON", () => {
    const { status, stdout } = cost("--json");
    expect(status).to.equal(0);
    const report = JSON.parse(stdout) as CostReport;
    expect(report).to.include({ baselineUsdPerMonth: 0, unclassified: 0 });
    expect(report).to.include.keys("ifAllotmentsUsedUsdPerMonth", "usdPerMillionMails", "items");
    expect(report.items.length).to.be.greaterThan(8);
  });

  it("exits 1 with the amount when something that costs is added to the program", () => {
    const { status, stdout } = cost("--entry", "../tests/policy-pack/programs/with-a-key.ts");
    expect(status).to.equal(1);
    expect(stdout).to.include(
      'Idle cost a month: $1.00 (not zero, or not known to be: aws:kms/key:Key "planted")',
    );
  });

  it("exits 2 on a setting without a value", () => {
    const { status, stderr } = cost("--config", "ses-smtp:identity");
    expect(status).to.equal(2);
    expect(stderr).to.include("--config ses-smtp:identity: write a key and a value");
  });

  it("exits 2 on an option that it does not know", () => {
    const { status, stderr } = cost("--cheaper");
    expect(status).to.equal(2);
    expect(stderr).to.include("Unknown option '--cheaper'");
  });
});

function cost(...options: string[]) {
  const command = ["--require", "tsx/cjs", "policy-pack/report/main.ts", ...options];
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8", timeout: 60_000 });
}
