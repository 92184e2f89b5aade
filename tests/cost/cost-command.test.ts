import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import type { CostReport } from "../../policy-pack/report/item";

const ROOT = path.resolve(__dirname, "../..");

describe("npm run cost", () => {
  // Proves R3.3
  it("prints zero for the program and exits 0, with every field in JSON", () => {
    const { status, stdout } = cost("--json");
    expect(status).to.equal(0);
    const report = JSON.parse(stdout) as CostReport;
    expect(report).to.include({ baselineUsdPerMonth: 0, unclassified: 0 });
    expect(report).to.include.keys("ifAllotmentsUsedUsdPerMonth", "usdPerMillionEmails", "items");
    expect(report.items.length).to.be.greaterThan(8);
  });

  it("exits 1 with the amount when a resource with a cost is added to the program", () => {
    const { status, stdout } = cost("--entry", "../tests/support/policy-pack/programs/with-a-key.ts");
    expect(status).to.equal(1);
    expect(stdout).to.include('Idle cost per month: $1.00 for aws:kms/key:Key "planted"\n');
  });

  it("accepts another region, with a key in that region", () => {
    const { status, stdout, stderr } = cost("--config", "aws:region=us-east-1");
    expect(status, stderr).to.equal(0);
    expect(stdout).to.include("Idle cost per month: $0.00\n");
  });

  it("prints the same on every run", () => {
    expect(cost().stdout).to.equal(cost().stdout);
  });

  const misuses: [string, string[], string][] = [
    [
      "a setting without a value",
      ["--config", "ses-smtp:identity"],
      "--config ses-smtp:identity: expected KEY=VALUE",
    ],
    [
      "a setting without its namespace, which would be ignored",
      ["--config", "tableName=records"],
      "--config tableName: include the namespace: ses-smtp:tableName",
    ],
    [
      "a setting the program rejects",
      ["--config", "ses-smtp:dmarcPolicy=x"],
      'ses-smtp:dmarcPolicy: "x" is not valid; use "none", "quarantine" or "reject"',
    ],
    ["a program that does not exist", ["--entry", "nope.ts"], "--entry nope.ts: no such file in infra/"],
    ["an unknown option", ["--cheaper"], "Unknown option '--cheaper'"],
  ];
  for (const [what, options, message] of misuses) {
    it(`exits 2 on ${what}, with a message and no stack trace`, () => {
      const { status, stdout, stderr } = cost(...options);
      expect([status, stdout], stderr).to.deep.equal([2, ""]);
      expect(stderr)
        .to.include(message)
        .and.not.match(/^\s+at /m);
    });
  }
});

function cost(...options: string[]) {
  const command = ["--require", "tsx/cjs", "cost/main.ts", ...options];
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8", timeout: 60_000 });
}
