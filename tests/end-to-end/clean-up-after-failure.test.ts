import { expect } from "chai";
import { activate } from "../support/targets/administer";
import { aws } from "../support/targets/aws";
import { inProcess } from "../support/targets/in-process";
import { pulumiEngine } from "../support/targets/pulumi-engine";

const TIMEOUT_MS = 900_000;

/** Ends where a failed test would: with a deployed stack and an active login. */
describe("clean-up after a failed test run", function () {
  this.timeout(TIMEOUT_MS);
  for (const choose of [async () => inProcess, pulumiEngine, aws]) {
    it("deletes everything but the KMS key", async function () {
      const choice = await choose();
      if ("absent" in choice) {
        console.log(`    skipped: ${choice.title}: ${choice.absent}`);
        this.skip();
      }
      console.log(`    engine and target: ${choice.title}`);
      const target = await choice.open();
      let name: string | undefined;
      let user: string | undefined;
      try {
        const stack = await target.open("clean-up");
        const { outputs } = await stack.up();
        name = String(outputs.tableName);
        const { administrator } = await target.clients(outputs);
        try {
          await activate({ administrator }, "ann", stack.domain);
          ({ iam_user_name: user } = await administrator.waitFor("ann", () => true));
        } finally {
          administrator.close();
        }
        expect(await target.userExists(user ?? "")).to.equal(true);
      } finally {
        await target.close();
      }
      expect(await target.tableExists(name)).to.equal(false);
      expect(await target.userExists(user ?? "")).to.equal(false);
      expect(await target.keyIsEnabled()).to.equal(true);
    });
  }
});
