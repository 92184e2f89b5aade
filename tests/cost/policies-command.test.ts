import { execFile } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";

const ROOT = path.join(__dirname, "..", "..");
const TSX = path.join(ROOT, "node_modules", "tsx", "dist", "cli.mjs");

const policies = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
    execFile(process.execPath, [TSX, "cost/policies.ts", ...args], { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

describe("npm run policies", function () {
  this.timeout(120_000);

  it("passes the program", async () => {
    const { code, stdout } = await policies();
    expect(stdout.trim()).to.equal("The policy pack rejects nothing.");
    expect(code).to.equal(0);
  });

  it("rejects what the pack rejects, once, by the resource and the policy", async () => {
    const { code, stdout } = await policies("--stack-file", "Pulumi.test.yaml");
    expect(stdout.match(/^aws:dynamodb\/table:Table store: protected-table: /gm)).to.have.length(1);
    expect(stdout).to.match(/^1 rejected$/m);
    expect(code).to.equal(1);
  });

  it("exits 2 for a file that is missing, settings that are invalid, and an unknown option", async () => {
    for (const [args, told] of [
      [["--stack-file", "Pulumi.none.yaml"], /--stack-file Pulumi\.none\.yaml: cannot be read/],
      [["--config", "ses-smtp:domains=company"], /ses-smtp:domains/],
      [["--nonsense"], /npm run policies/],
    ] as const) {
      const { code, stderr } = await policies(...args);
      expect(stderr).to.match(told);
      expect(code, args.join(" ")).to.equal(2);
    }
  });
});
