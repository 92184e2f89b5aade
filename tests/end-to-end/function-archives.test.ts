import { expect } from "chai";
import { deployedFunctions, type DeployedFunction } from "../../sandbox/testkit/function-archive";
import { callWithEmptyEvent, expectHouseArchive } from "../support/sandbox/archives";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("the deployed functions' archives", () => {
  let functions: DeployedFunction[];

  before(async () => {
    functions = await deployedFunctions((await sharedSandbox()).report);
  });

  it("exist for every function", () => {
    const names = functions.map(({ configuration }) =>
      configuration.FunctionName?.replace(/-[0-9a-f]{7}$/, ""),
    );
    expect(names).to.deep.equal(["smtp-credential-manager"]);
  });

  it("contain only the entry point and the bundle, and are small", () => {
    functions.forEach(expectHouseArchive);
  });

  it("can be unzipped, loaded and invoked with an empty event, on the runtime's Node", async () => {
    for (const fn of functions) expect(await callWithEmptyEvent(fn)).to.deep.equal({ batchItemFailures: [] });
  });
});
