import { expect } from "chai";
import { readSenderHistory } from "../../../handlers/shared/sender-history";
import { JOHN } from "../../support/reconciler/login";
import { Stage } from "../../support/reconciler/stage";

const LIST = { status: "pending", allowed_from_addresses: ["a@company.com"] };

/** What the lease item says about senders, each with whether it is in force. */
function noted(stage: Stage): Record<string, boolean> | undefined {
  const history = readSenderHistory(stage.lease(JOHN));
  return (
    history && Object.fromEntries([...history.patterns].map(([one, until]) => [one, until === undefined]))
  );
}

describe("the senders that are noted of a login", () => {
  it("are those of its policy, and those that were in it", async () => {
    const stage = new Stage();
    stage.put(JOHN, LIST);
    await stage.reconcile(JOHN);
    expect(noted(stage)).to.deep.equal({ "a@company.com": true });
    await stage.pass();
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    await stage.reconcile(JOHN);
    expect(noted(stage)).to.deep.equal({ "a@company.com": false, "b@company.com": true });
  });

  it("are not those of a request that failed: no policy has them", async () => {
    const stage = new Stage();
    stage.put(JOHN, { ...LIST, allowed_from_addresses: ["a@company.com", "*company.com"] });
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    expect(noted(stage)).to.equal(undefined);
  });

  it("are known only once no write that was not answered can put others", async () => {
    const stage = new Stage();
    let left = 1;
    stage.model.faultOf = ({ operation }) =>
      operation === "PutUserPolicy" && left-- > 0 ? "lost" : undefined;
    stage.put(JOHN, LIST);
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "active" });
    expect(noted(stage)).to.equal(undefined);
    await stage.pass(180_000);
    expect(noted(stage)).to.deep.equal({ "a@company.com": true });
  });
});
