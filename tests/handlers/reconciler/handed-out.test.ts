import { expect } from "chai";
import { HandedOut } from "../../support/histories/handed-out";
import { active, JOHN, login } from "../../support/reconciler/login";

const DENIED = {
  service: "kms",
  operation: "Decrypt",
  input: { EncryptionContext: { username: JOHN } },
} as const;

describe("the invariant that a login that was handed out works", () => {
  it("is broken by a login that stops working, but not while a run is denied what it needs", async () => {
    const stage = await active();
    const handedOut = new HandedOut(stage);
    handedOut.published(JOHN, login(stage));
    expect(handedOut.problem(JOHN)).to.equal(undefined);
    const [user] = stage.users(JOHN);
    stage.model.iam.put({ ...user!, keys: [] });
    const problem = `${JOHN}: no login that was handed out works`;
    expect(handedOut.problem(JOHN)).to.equal(problem);

    handedOut.callDenied({ ...DENIED, input: { EncryptionContext: { username: "jane" } } });
    expect(handedOut.problem(JOHN), "of somebody else").to.equal(problem);
    handedOut.callDenied(DENIED);
    expect(handedOut.problem(JOHN)).to.equal(undefined);
    handedOut.settled(JOHN);
    expect(handedOut.problem(JOHN)).to.equal(problem);
  });
});
