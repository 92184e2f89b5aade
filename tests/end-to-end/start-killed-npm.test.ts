import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { isHealthy } from "../../sandbox/emulator/health";
import { pollUntil } from "../../sandbox/shared/poll";
import type { SandboxReport } from "../../sandbox/shared/report";

const ROOT = path.join(__dirname, "..", "..");

describe("npm start, when npm is killed with SIGKILL", function () {
  this.timeout(300_000);
  let npm: ChildProcess | undefined;
  let report: SandboxReport;
  after(() => npm?.kill("SIGKILL"));

  it("stops the sandbox", async () => {
    npm = spawn("npm", ["start", "--silent", "--", "--json"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "ignore"], // an inherited pipe would keep this run from ending
    });
    if (npm.stdout === null) throw new Error("npm has no stdout.");
    const [line] = (await once(createInterface(npm.stdout), "line", {
      signal: AbortSignal.timeout(180_000),
    })) as [string];
    report = JSON.parse(line) as SandboxReport;
    expect(await isHealthy(report.emulator)).to.equal(true);
    npm.kill("SIGKILL");
    await pollUntil("the end of the sandbox", 60_000, async () =>
      (await isHealthy(report.emulator)) ? { yet: "it still responds" } : { done: undefined },
    );
  });
});
