import { expect } from "chai";
import { startStoreBench, type StoreBench } from "../support/mailer/store-bench";
import { runCommand } from "../support/cli/run-command";

describe("ses-smtp config remove", () => {
  let bench: StoreBench;
  before(async () => {
    bench = await startStoreBench();
    await bench.storeApp();
  });
  after(() => bench.close());

  it("asks first, and removes nothing without an answer", async () => {
    const { code, stdout, stderr } = await runCommand(["config", "remove", "app"]);
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    expect(stderr).to.include(
      '--yes: missing: confirm, because stdin is not a terminal: Remove the configuration "app" and its stored password?',
    );
    expect(await bench.record("app")).to.include({ provider: "ses" });
  });
  it("names an unknown configuration, without asking", async () => {
    const { code, stderr } = await runCommand(["config", "remove", "nosuch"]);
    expect(code).to.equal(1);
    expect(stderr).to.include(
      'No configuration "nosuch" in table mail: list the existing ones with `ses-smtp config list`.',
    );
  });
  it("removes no configuration that somebody changed since it was read", async () => {
    const before = await bench.record("app");
    const removing = bench.store.remove("app");
    const lost = await Promise.allSettled([removing, bench.store.set("app", { fromName: "Alice" })]);
    if (lost[0].status === "rejected") {
      expect((lost[0].reason as Error).name).to.equal("RecordChanged");
      expect(await bench.record("app")).to.deep.equal({ ...before, fromName: "Alice" });
    } else expect(lost[1].status).to.equal("rejected");
    await bench.storeApp();
  });
  it("removes it with its password, and no credential", async () => {
    await bench.putItem("SMTP_USER", "USER#robot", {
      status: "active",
      smtp_username: "AKIA",
      encrypted_password: "A",
    });
    await bench.put("robot", {
      provider: "ses",
      region: "eu-central-1",
      fromEmail: "a@example.com",
      credential: "robot",
    });
    expect((await runCommand(["config", "remove", "robot"])).stderr).to.include(
      'and not its credential "robot"?',
    );
    for (const name of ["app", "robot"]) {
      expect(await runCommand(["config", "remove", name, "--yes", "--json"])).to.deep.equal({
        ...{ code: 0, stderr: "" },
        stdout: `{"name":"${name}","removed":true}\n`,
      });
      expect(await bench.record(name)).to.deep.equal({});
    }
    expect((await runCommand(["config", "list"])).stdout).to.equal("No configurations.\n");
  });
});
