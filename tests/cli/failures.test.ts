import { expect } from "chai";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";

const NOWHERE = {
  SES_SMTP_DEAD_LETTER_QUEUE_URL: undefined,
  SES_SMTP_PARKED_QUEUE_URL: undefined,
  SES_SMTP_DISPATCHER_FUNCTION: undefined,
  SES_SMTP_RECORDER_FUNCTION: undefined,
  PATH: "/nowhere",
};

describe("the commands about failures and repairs, without a stack", () => {
  for (const args of [
    ["failures", "list"],
    ["failures", "retry", "--all"],
    ["failures", "discard"],
    ["repair", "--dry-run"],
  ]) {
    it(`${args.join(" ")} says where to get what is missing`, async () => {
      const { code, stdout, stderr } = await withEnvironment(NOWHERE, () => runCommand(args));
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.include("set the variables that --help names to the stack's outputs");
    });
  }
});
