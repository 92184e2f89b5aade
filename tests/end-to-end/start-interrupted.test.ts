import { expect } from "chai";
import { startProcess } from "../support/sandbox/start-process";
import { interruptedStart } from "../support/sandbox/terminal";

describe("npm start, from a terminal", () => {
  for (const [when, until] of [
    ["while it deploys", /Deploying the program/],
    ["when it is ready", /Ready after/],
  ] as const) {
    it(`stops on Ctrl-C ${when} and leaves no files behind`, async () => {
      const { code, left, printed } = await interruptedStart([], until);
      expect(left).to.deep.equal([]);
      expect(code, printed).to.equal(0);
    });
  }

  for (const [when, until] of [
    ["while it starts", /Starting the AWS emulator/],
    ["while it deploys", /Deploying the program/],
    ["in the middle of the tour", /✓ +1\./],
  ] as const) {
    it(`-- --once fails on Ctrl-C ${when}, and leaves no files behind`, async () => {
      const { code, left, printed } = await interruptedStart(["--once"], until);
      expect(left).to.deep.equal([]);
      expect(printed)
        .to.include("Interrupted before the end of the tour.")
        .and.not.include("All steps passed");
      expect(code, printed).to.equal(130);
    });
  }

  it("does not go on starting after Ctrl-C", async () => {
    const { code, printed } = await interruptedStart([], /Starting the AWS emulator/);
    expect(printed).to.include("Stopping …").and.not.include("Deploying the program");
    expect(code, printed).to.equal(0);
  });

  it("ignores AWS settings in the shell", async () => {
    const sandbox = startProcess(["--json"], {
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_PROFILE: "nobody",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_REGION: "us-west-1",
    });
    expect((await sandbox.ready()).region).to.equal("eu-central-1");
    sandbox.child.kill("SIGTERM");
    expect((await sandbox.ended).code).to.equal(0);
  });
});
