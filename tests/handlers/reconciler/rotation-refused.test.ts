import { expect } from "chai";
import type { InjectedFault } from "../../support/aws-model/process";
import { active, failure, JOHN, keys, login, REQUEST } from "../../support/reconciler/login";

describe("a rotation that cannot be made", () => {
  for (const [operation, fault] of [
    ["CreateAccessKey", "denied"],
    ["Encrypt", "denied"],
    ["Encrypt", "lost"],
  ] as [string, InjectedFault][]) {
    it(`because of ${operation} (${fault}) leaves a login that works, says why, and is made later`, async () => {
      const stage = await active();
      const first = login(stage);
      stage.model.faultOf = call => (call.operation === operation ? fault : undefined);
      stage.change(JOHN, REQUEST);
      await stage.pass(400_000);
      expect(stage.record(JOHN)).to.include({ status: "active", verified_status: "active" });
      expect(failure(stage)).to.include({ code: "rotation_failed" });
      expect(login(stage)).to.equal(first);
      expect(keys(stage)).to.include(`${first} active`);
      stage.model.faultOf = () => undefined;
      await stage.pass(900_000);
      expect(failure(stage)).to.equal(undefined);
      expect(login(stage)).not.to.equal(first);
      expect(keys(stage)).to.deep.equal([`${first} active`, `${login(stage)} active`]);
    });
  }

  it("because its run does not have enough time leaves no key behind, and is made later", async () => {
    const stage = await active();
    const first = login(stage);
    stage.model.ses.down = true;
    stage.change(JOHN, REQUEST);
    expect(await stage.reconcile(JOHN, 30_000)).to.equal("thrown");
    expect(keys(stage)).to.deep.equal([`${first} active`]);
    expect(failure(stage)).to.include({ code: "rotation_failed" });
    stage.model.ses.down = false;
    await stage.pass(900_000);
    expect(failure(stage)).to.equal(undefined);
    expect(login(stage)).not.to.equal(first);
  });

  it("of a disabled login is refused with the reason, and harms nothing", async () => {
    const stage = await active();
    stage.change(JOHN, { status: "disabled" });
    await stage.pass(600_000);
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    expect(stage.record(JOHN)).to.include({ status: "disabled", verified_status: "disabled" });
    expect(failure(stage)).to.include({ code: "rotation_refused" });
    const first = login(stage);
    stage.change(JOHN, { status: "pending" });
    await stage.pass(600_000);
    expect(failure(stage)).to.equal(undefined);
    expect(login(stage), "it does not come later by surprise").to.equal(first);
  });

  it("of a failed login is refused beside the reason why it failed", async () => {
    const stage = await active();
    stage.change(JOHN, { status: "paused" });
    await stage.pass(600_000);
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    expect(failure(stage)).to.include({ code: "invalid_status" });
    expect(failure(stage)?.message).to.match(/status is "paused".*rotation .* is refused\.$/);
    stage.change(JOHN, { status: "pending" });
    await stage.pass(600_000);
    expect(stage.record(JOHN)).to.include({ status: "active" }).and.not.include.keys("failure");
  });

  it("of a held login is refused beside the reason why it is held", async () => {
    const stage = await active();
    stage.putHold(JOHN, "suspended");
    await stage.pass(600_000);
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    expect(failure(stage)).to.include({ code: "suspended" });
    expect(failure(stage)?.message).to.match(/is refused\.$/);
  });
});
