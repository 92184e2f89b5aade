import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { Administrator } from "../../sandbox/testkit/administrator";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const GUIDE = readFileSync(join(__dirname, "..", "..", "docs", "credentials.md"), "utf8");

describe("docs/credentials.md, followed to the letter", function () {
  this.timeout(300_000);

  it("leads from a record to a sent message without the command", async () => {
    const { report } = await sharedSandbox();
    const section = GUIDE.split(/^## /m).find(part => part.startsWith("In the sandbox")) ?? "";
    const script = [...section.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, code = ""]) => code).join("");
    await promisify(execFile)("bash", ["-euc", script], {
      env: { PATH: process.env.PATH, ...commandEnvironment(report) },
      timeout: 120_000,
    });
    const sent = await (await fetch(`${report.messages}?from=john.doe@company.com&subject=Hello`)).json();
    expect(sent).to.have.lengthOf(1);
  });

  // Proves D-manual-tests.3, T7.3-a, T7.3-b, T7.3-c
  it("adds, watches, disables and removes a record by hand, with the AWS CLI", async function () {
    const run = promisify(execFile);
    const hasCli = await run("aws", ["--version"]).then(
      () => true,
      () => false,
    );
    if (!hasCli) {
      console.log("      skipped: this machine has no AWS CLI");
      this.skip();
    }
    const { report } = await sharedSandbox();
    const administrator = new Administrator(report);
    const section = GUIDE.split(/^## /m).find(part => part.startsWith("By hand")) ?? "";
    const [add, watch, attention, disable, remove] = [...section.matchAll(/^```sh\n([^]*?)^```/gm)].map(
      ([, code = ""]) => code.replaceAll("john.doe", "by.hand"),
    );
    const env = { PATH: process.env.PATH, ...commandEnvironment(report) };
    const shell = (script = "false") => run("bash", ["-euc", script], { env, timeout: 60_000 });
    try {
      await shell(add);
      const { iam_user_name: user = "" } = await administrator.waitFor(
        "by.hand",
        ({ verified_status }) => verified_status === "active",
      );
      expect((await shell(watch)).stdout.trim()).to.match(/^active\tactive\tNone$/);
      await shell(disable);
      await administrator.waitFor("by.hand", ({ verified_status }) => verified_status === "disabled");
      expect((await shell(attention)).stdout).to.match(/^USER#by\.hand\tdisabled\tNone$/m);
      await shell(remove);
      await administrator.waitForNoUser(user);
    } finally {
      administrator.close();
    }
  });
});
