import { expect } from "chai";
import { maySend } from "../../support/aws-model/ses";
import { isOff } from "../../support/histories/invariants";
import { active, failure, JOHN, keys, login, PENDING, REQUEST } from "../../support/reconciler/login";
import type { Stage } from "../../support/reconciler/stage";

const COMPROMISED = { compromised_at: "2026-01-01T00:00:00Z" };

const userOf = (stage: Stage) => stage.users(JOHN)[0]?.name;
const report: Record<string, (stage: Stage) => void> = {
  "in its record": stage => stage.change(JOHN, COMPROMISED),
  "with a hold": stage => stage.putHold(JOHN, "compromised"),
};

describe("a login that is reported as compromised", () => {
  for (const [how, act] of Object.entries(report)) {
    it(`${how} is denied within seconds, and replaced together with its user`, async () => {
      const stage = await active();
      const [user, first] = [userOf(stage), login(stage)];
      act(stage);
      await stage.pass(2_000);
      for (const one of stage.users(JOHN).filter(({ name }) => name === user))
        expect(maySend(one, "a@company.com")).to.equal(false);
      await stage.pass(400_000);
      expect(userOf(stage)).to.be.a("string").and.not.equal(user);
      expect(login(stage)).not.to.equal(first);
      expect(keys(stage)).to.deep.equal([`${login(stage)} active`]);
      expect(stage.record(JOHN))
        .to.include({ status: "active" })
        .and.not.have.any.keys("previous_smtp_username");
      const second = userOf(stage);
      await stage.pass(400_000);
      await stage.reconcile(JOHN);
      expect(userOf(stage), "once").to.equal(second);
    });
  }

  it("loses its former login too, which is in its grace", async () => {
    const stage = await active();
    stage.change(JOHN, REQUEST);
    await stage.pass(300_000);
    stage.change(JOHN, COMPROMISED);
    await stage.pass(400_000);
    expect(keys(stage)).to.deep.equal([`${login(stage)} active`]);
  });

  it("is replaced although its record is overwritten in the middle", async () => {
    const stage = await active();
    const user = userOf(stage);
    stage.model.faultOf = ({ operation }) => (operation === "DeleteUser" ? "dies before" : undefined);
    stage.change(JOHN, COMPROMISED);
    await stage.pass(3_000);
    stage.model.faultOf = () => undefined;
    stage.put(JOHN, PENDING);
    await stage.pass(600_000);
    expect(userOf(stage)).not.to.equal(user);
    expect(stage.record(JOHN)).to.include({ status: "active" });
  });

  it("is replaced once, whatever call of the run was its last", async () => {
    for (let calls = 0; calls < 70; calls++) {
      const stage = await active();
      const user = userOf(stage);
      let left = calls;
      let died = false;
      stage.model.faultOf = () => {
        if (died || left-- > 0) return undefined;
        died = true;
        return "dies after";
      };
      stage.change(JOHN, COMPROMISED);
      const handedOut = new Set<string>();
      for (let seconds = 0; seconds < 900; seconds += 5) {
        await stage.pass(5_000);
        const { status, compromised_for } = stage.record(JOHN) ?? {};
        if (status === "active" && compromised_for !== undefined) handedOut.add(login(stage));
      }
      expect(handedOut, `after ${calls} calls`).to.have.length(1);
      expect(stage.users(JOHN), `after ${calls} calls`).to.have.length(1);
      expect(userOf(stage), `after ${calls} calls`).not.to.equal(user);
      expect(stage.record(JOHN), `after ${calls} calls`).to.include({
        status: "active",
        compromised_for: COMPROMISED.compromised_at,
      });
    }
  }).timeout(60_000);

  it("that is disabled is removed, and stays disabled", async () => {
    const stage = await active();
    stage.change(JOHN, { status: "disabled" });
    await stage.pass(300_000);
    stage.change(JOHN, COMPROMISED);
    await stage.pass(600_000);
    expect(stage.users(JOHN)).to.deep.equal([]);
    expect(stage.record(JOHN)).to.include({ status: "disabled" }).and.not.have.any.keys("smtp_username");
  });
});

describe("a hold", () => {
  it("stops a login whatever its record says, until it is deleted: then the same login works again", async () => {
    const stage = await active();
    const first = login(stage);
    stage.putHold(JOHN, "suspended");
    await stage.pass(2_000);
    expect(stage.users(JOHN).every(isOff)).to.equal(true);
    await stage.pass(300_000);
    expect(failure(stage)).to.include({ code: "suspended" });
    expect(failure(stage)?.message).to.match(/The login is on hold: a test\..*credential enable/);
    expect(stage.record(JOHN)?.suspended).to.include({ reason: "a test" });
    for (const write of [PENDING, { ...PENDING, status: "active" }]) {
      stage.change(JOHN, write);
      await stage.pass(300_000);
      expect(stage.users(JOHN).every(isOff)).to.equal(true);
    }
    stage.liftHold(JOHN);
    await stage.pass(300_000);
    expect(stage.record(JOHN)).to.include({ status: "active" }).and.not.have.any.keys("failure", "suspended");
    expect(keys(stage)).to.deep.equal([`${first} active`]);
  });

  it("outlives its record", async () => {
    const stage = await active();
    stage.putHold(JOHN, "suspended");
    await stage.pass(300_000);
    stage.remove(JOHN);
    await stage.pass(300_000);
    stage.put(JOHN, PENDING);
    await stage.pass(300_000);
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    expect(stage.users(JOHN)).to.deep.equal([]);
  });
});

describe("valid_until", () => {
  it("ends a login by itself, and says so; a later time and a new status bring it back", async () => {
    const stage = await active();
    const first = login(stage);
    const inAnHour = () => new Date(stage.model.time.now() + 3_600_000).toISOString();
    stage.change(JOHN, { valid_until: inAnHour() });
    await stage.pass(3_500_000);
    expect(keys(stage)).to.deep.equal([`${first} active`]);
    await stage.pass(300_000);
    expect(stage.record(JOHN)).to.include({ status: "disabled", verified_status: "disabled" });
    expect(failure(stage)).to.include({ code: "expired" });
    expect(stage.users(JOHN).every(isOff)).to.equal(true);
    stage.change(JOHN, { status: "pending", valid_until: inAnHour() });
    await stage.pass(300_000);
    expect(stage.record(JOHN)).to.include({ status: "active" }).and.not.have.any.keys("failure");
    expect(keys(stage)).to.deep.equal([`${first} active`]);
  });

  for (const [name, value] of [
    ["valid_until", "tomorrow"],
    ["valid_until", "2030-01-31"],
    ["rotation_days", "90"],
    ["rotation_days", -1],
    ["rotation_grace_days", true],
    ["owner_email", "ann@company.com\nBcc: x@elsewhere.org"],
  ] as const) {
    it(`or another attribute of the wrong type stops nothing: ${name} ${JSON.stringify(value)}`, async () => {
      const stage = await active();
      const first = login(stage);
      stage.change(JOHN, { [name]: value });
      await stage.pass(300_000);
      expect(stage.record(JOHN)).to.include({ status: "active" });
      expect(failure(stage)).to.include({ code: "invalid_attribute" });
      expect(failure(stage)?.message).to.include(`${name} is ${JSON.stringify(value).slice(0, 40)}`);
      expect(keys(stage)).to.deep.equal([`${first} active`]);
      stage.change(JOHN, { [name]: undefined });
      await stage.pass(300_000);
      expect(failure(stage)).to.equal(undefined);
    });
  }
});
