import { expect } from "chai";
import { OPTIONAL_OUTPUTS, OUTPUTS } from "../../checks/configuration/outputs";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("the outputs of a deployed stack", function () {
  this.timeout(300_000);

  // Proves R1.1, D-outputs.3, D-outputs.5
  it("are those that docs/configuration.md lists, each with a value", async () => {
    const { report } = await sharedSandbox();
    const always = Object.keys(OUTPUTS).filter(name => !OPTIONAL_OUTPUTS.includes(name));
    expect(Object.keys(report.outputs).sort()).to.deep.equal(always.sort());
    for (const [name, value] of Object.entries(report.outputs)) expect(value, name).to.not.equal(undefined);
  });
});
