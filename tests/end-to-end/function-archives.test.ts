import { expect } from "chai";
import { deployedFunctions, type DeployedFunction } from "../../sandbox/testkit/function-archive";
import { callWithEmptyEvent, expectHouseArchive } from "../support/sandbox/archives";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("every function's archive", () => {
  let functions: DeployedFunction[];

  before(async () => {
    functions = await deployedFunctions((await sharedSandbox()).report);
  });

  it("is there", () => {
    const names = functions.map(({ configuration }) =>
      configuration.FunctionName?.replace(/-[0-9a-f]{7}$/, ""),
    );
    expect(names).to.deep.equal(["smtp-credential-manager"]);
  });

  it("holds the entry point and the bundle, nothing else, and is small", () => {
    functions.forEach(expectHouseArchive);
  });

  it("can be unzipped, required and called with an empty event, on the runtime's Node", async () => {
    for (const fn of functions) expect(await callWithEmptyEvent(fn)).to.deep.equal({ batchItemFailures: [] });
  });
});
