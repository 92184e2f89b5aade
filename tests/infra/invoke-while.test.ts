import { expect } from "chai";
import { invokeWhile } from "../../infra/invoke-while";

describe("a function that a deployment invokes", () => {
  it("is invoked again whenever something is to be done: a stream that is disabled again is enabled again", async () => {
    const first = invokeWhile(true, "mail");
    await new Promise(resolve => setTimeout(resolve, 5));
    const second = invokeWhile(true, "mail");
    expect(second.triggers).to.not.deep.equal(first.triggers);
    expect(second.options).to.deep.equal({});
  });

  it("is not invoked, and shows no change, while there is nothing to do", () => {
    expect(invokeWhile(false, "mail").options).to.deep.equal({ ignoreChanges: ["triggers"] });
  });
});
