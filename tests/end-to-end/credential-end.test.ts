import { expect } from "chai";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../sandbox/shared/report";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const PAST = "2020-01-31T18:00:00Z";

describe("ses-smtp credential with a login that ends", function () {
  this.timeout(180_000);
  let report: SandboxReport;
  before(async () => {
    ({ report } = await sharedSandbox());
  });

  const run = (...args: string[]) =>
    withEnvironment({ ...commandEnvironment(report), AWS_PROFILE: undefined }, () =>
      runCommand(["--json", "credential", ...args]),
    );
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it("says why it does not work, works again once its end is removed, and was never changed outside the API", async () => {
    const added = await run("add", "cli.end", "--from", "a@company.com", "--valid-until", PAST, "--wait");
    expect(added).to.include({ code: 1, stdout: "" });
    expect(added.stderr).to.include('"cli.end" failed (expired): ');
    const unchanged = { status: "disabled", changedOutsideApi: false };
    expect(await json("show", "cli.end")).to.include(unchanged);

    const enabled = await run("enable", "cli.end", "--wait");
    expect(enabled.code).to.equal(1);
    expect(enabled.stderr).to.include('"cli.end" failed (expired): ');
    expect((await run("rotate", "cli.end", "--wait")).stderr).to.include(
      "is disabled, so it gets no new password",
    );

    const set = await run("set", "cli.end", "--valid-until", "", "--wait");
    expect(set.code, set.stderr).to.equal(0);
    expect(set.stderr).to.include("stays disabled: turn it on");
    expect(await json("show", "cli.end")).to.include(unchanged);
    expect(await json("enable", "cli.end", "--wait")).to.include({
      status: "active",
      changedOutsideApi: false,
    });
    expect(await json("set", "cli.end", "--valid-until", PAST, "--wait")).to.include(unchanged);
    await json("remove", "cli.end", "--yes");
  });
});
