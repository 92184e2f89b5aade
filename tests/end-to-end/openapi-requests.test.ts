import { expect } from "chai";
import { installSchemathesis, runSchemathesis } from "../support/api/schemathesis/run";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";

describe("requests that Schemathesis generates from docs/openapi.yaml", function () {
  this.timeout(900_000);
  let python: string;
  /** Its own: the requests create logins of any name. */
  let sandbox: Sandbox | undefined;
  before(async function () {
    try {
      python = await installSchemathesis();
    } catch (error) {
      console.log(`      Schemathesis cannot be installed: ${(error as Error).message.split("\n")[0] ?? ""}`);
      this.skip();
    }
    sandbox = await startSandbox({ keyDelayMs: 300 });
  });
  after(() => sandbox?.close()); // undefined where the test is skipped

  it("get no 500, and no response that the document does not describe", async () => {
    const { passed, output } = await runSchemathesis(python, sandbox!.report);
    expect(passed, output).to.equal(true);
    expect(output).to.match(/[1-9]\d* (?:generated|passed)|Tested:? +9|9 (?:selected|tested)/);
  });
});
