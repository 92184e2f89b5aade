import { expect } from "chai";
import type { Finding } from "../../cli/doctor/findings/finding";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("ses-smtp doctor in the sandbox", function () {
  this.timeout(120_000);

  it("finds no error and no warning with the variables that npm start exports", async () => {
    const { report } = await sharedSandbox();
    const run = () => runCommand(["doctor", "--only", "dns", "--json"]);
    const { code, stdout } = await withEnvironment(commandEnvironment(report), run);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.map(({ severity, what }) => `${severity}: ${what}`)).to.deep.equal([
      "note: the DMARC record of company.com has no rua", // the sandbox sets no dmarcReportAddress
    ]);
    expect(code).to.equal(0);
  });
});
