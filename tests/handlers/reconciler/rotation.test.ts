import { expect } from "chai";
import { DAY_MS } from "../../../records/rotation";
import { active, JOHN, keys, login, PENDING, REQUEST } from "../../support/reconciler/login";
import { Stage } from "../../support/reconciler/stage";

describe("a rotation", () => {
  it("that is asked for publishes a second login, which works; the first works until the end of its grace", async () => {
    const stage = await active();
    const first = login(stage);
    stage.change(JOHN, REQUEST);
    await stage.pass(300_000);
    const second = login(stage);
    expect(second).not.to.equal(first);
    expect(stage.model.ses.accepted.has(second)).to.equal(true);
    expect(keys(stage)).to.deep.equal([`${first} active`, `${second} active`]);
    const { rotated_for, rotated_at, previous_smtp_username, previous_until, status } = stage.record(JOHN)!;
    expect({ rotated_for, previous_smtp_username, status }).to.deep.equal({
      rotated_for: REQUEST.rotate_requested_at,
      previous_smtp_username: first,
      status: "active",
    });
    expect(Date.parse(String(previous_until)) - Date.parse(String(rotated_at))).to.be.closeTo(
      7 * DAY_MS,
      1_000,
    );

    await stage.pass(7 * DAY_MS - 600_000);
    expect(keys(stage)).to.deep.equal([`${first} active`, `${second} active`]);
    await stage.pass(900_000);
    expect(keys(stage)).to.deep.equal([`${first} inactive`, `${second} active`]);
    expect(stage.record(JOHN)).not.to.have.any.keys("previous_smtp_username", "previous_until");
    await stage.pass(DAY_MS);
    expect(keys(stage)).to.deep.equal([`${second} active`]);
    expect(login(stage)).to.equal(second);
  });

  it("is made once, whatever the request says", async () => {
    for (const rotate_requested_at of ["2999-01-01T00:00:00Z", "soon", 17, ["now"], true, null]) {
      const stage = await active({ rotation_grace_days: 0 });
      stage.change(JOHN, { rotate_requested_at });
      await stage.pass(600_000);
      const second = login(stage);
      await stage.pass(DAY_MS);
      expect(login(stage)).to.equal(second);
      expect(stage.record(JOHN)?.rotated_for).to.deep.equal(rotate_requested_at);
      expect(keys(stage)).to.deep.equal([`${second} active`]);
    }
  });

  it("waits for the end of a grace", async () => {
    const stage = await active({ rotation_grace_days: 1 });
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    const second = login(stage);
    stage.change(JOHN, { rotate_requested_at: "again" });
    await stage.pass(DAY_MS / 2);
    expect(login(stage)).to.equal(second);
    await stage.pass(2 * DAY_MS);
    const { rotated_for, previous_smtp_username } = stage.record(JOHN)!;
    expect({ rotated_for, previous_smtp_username }).to.deep.equal({
      rotated_for: "again",
      previous_smtp_username: second,
    });
  });

  it("is due by age, once, at a time of day that depends on the username", async () => {
    const stage = await active({ rotation_days: 30, rotation_grace_days: 1 });
    const first = login(stage);
    await stage.pass(29.9 * DAY_MS);
    await stage.reconcile(JOHN); // as the sweep's wake-up does
    expect(login(stage)).to.equal(first);
    await stage.pass(1.1 * DAY_MS);
    await stage.reconcile(JOHN);
    const second = login(stage);
    expect(second).not.to.equal(first);
    await stage.pass(20 * DAY_MS);
    await stage.reconcile(JOHN);
    expect(login(stage)).to.equal(second);
  });

  it("is never due by age where the record says 0, whatever the stack says", async () => {
    const stage = await active({ rotation_days: 0 });
    const first = login(stage);
    stage.model.rotation = { ...stage.model.rotation, rotationDays: 1 };
    await stage.pass(10 * DAY_MS);
    await stage.reconcile(JOHN);
    expect(login(stage)).to.equal(first);
  });

  it("of two hundred logins, asked for at once, fails for none", async () => {
    const stage = new Stage({ iamWritesPerSecond: 5 });
    const names = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    for (const name of names) {
      stage.put(name, PENDING);
      void stage.invoke(name);
    }
    await stage.pass(3_600_000);
    const before = names.map(name => stage.record(name)?.smtp_username);
    for (const name of names) {
      stage.change(name, REQUEST);
      void stage.invoke(name);
    }
    await stage.pass(3_600_000);
    for (const [index, name] of names.entries()) {
      const { status, failure, smtp_username, previous_smtp_username } = stage.record(name)!;
      expect({ status, failure, previous_smtp_username }).to.deep.equal({
        status: "active",
        failure: undefined,
        previous_smtp_username: before[index],
      });
      expect(smtp_username).not.to.equal(before[index]);
    }
  }).timeout(60_000);
});

describe("the previous login", () => {
  it("works longer while it is used, up to the maximum", async () => {
    const stage = await active();
    stage.model.rotation = { rotationDays: 0, graceDays: 2, maxGraceDays: 5 };
    const first = login(stage);
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    for (let day = 1; day <= 4; day++) {
      stage.model.ses.lastUsed.set(first, stage.model.time.now());
      await stage.pass(DAY_MS);
      expect(keys(stage)[0], `day ${day}`).to.equal(`${first} active`);
    }
    stage.model.ses.lastUsed.set(first, stage.model.time.now());
    await stage.pass(1.1 * DAY_MS);
    expect(keys(stage)[0]).to.equal(`${first} inactive`);
  });

  it("that was not used, or of which IAM does not tell, works to the end of its grace and no longer", async () => {
    const stage = await active({ rotation_grace_days: 2 });
    const first = login(stage);
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    const { role } = stage.model.iam.settings;
    stage.model.iam.settings.role = { ...role, denied: ["GetAccessKeyLastUsed"] };
    await stage.pass(1.9 * DAY_MS);
    expect(keys(stage)[0]).to.equal(`${first} active`);
    await stage.pass(0.2 * DAY_MS);
    expect(keys(stage)[0]).to.equal(`${first} inactive`);
  });

  it("ends when the login is disabled, and does not come back with it", async () => {
    const stage = await active();
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    const second = login(stage);
    stage.change(JOHN, { status: "disabled" });
    await stage.pass(600_000);
    expect(keys(stage)).to.deep.equal([`${second} inactive`]);
    expect(stage.record(JOHN)).not.to.have.any.keys("previous_smtp_username", "previous_until");
    stage.change(JOHN, { status: "pending" });
    await stage.pass(600_000);
    expect(keys(stage)).to.deep.equal([`${second} active`]);
  });

  it("works again for the rest of its grace after a failure that has passed", async () => {
    const stage = await active();
    const first = login(stage);
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    const second = login(stage);
    stage.model.faultOf = ({ operation }) => (operation === "ListUsers" ? "denied" : undefined);
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    await stage.pass(60_000);
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    stage.model.faultOf = () => undefined;
    stage.change(JOHN, { status: "pending" });
    await stage.pass(600_000);
    expect(stage.record(JOHN)).to.include({ status: "active", previous_smtp_username: first });
    expect(keys(stage)).to.deep.equal([`${first} active`, `${second} active`]);
    await stage.pass(9 * DAY_MS);
    expect(keys(stage)).to.deep.equal([`${second} active`]);
  });

  it("gets a grace too if its record is overwritten, and makes room for the next", async () => {
    const stage = await active();
    const first = login(stage);
    stage.put(JOHN, PENDING);
    await stage.pass(600_000);
    const second = login(stage);
    expect(keys(stage)).to.deep.equal([`${first} active`, `${second} active`]);
    stage.put(JOHN, PENDING);
    await stage.pass(600_000);
    const third = login(stage);
    expect(keys(stage)).to.deep.equal([`${second} active`, `${third} active`]);
    expect(stage.record(JOHN)).to.include({ previous_smtp_username: second });
  });

  it("gets none if it was stopped before, also if IAM did not answer and may be hiding that", async () => {
    for (const fault of [undefined, "answer lost"] as const) {
      const stage = await active();
      stage.change(JOHN, { status: "disabled" });
      await stage.pass(600_000);
      const first = login(stage);
      let left = 1;
      stage.model.faultOf = ({ operation }) => {
        return operation === "PutUserPolicy" && left-- > 0 ? fault : undefined;
      };
      stage.put(JOHN, PENDING);
      const claims: unknown[] = [];
      for (let minute = 0; minute < 10; minute++) {
        await stage.pass(60_000);
        claims.push(stage.record(JOHN)?.previous_smtp_username);
      }
      expect(claims.filter(Boolean), fault).to.deep.equal([]);
      expect(login(stage)).not.to.equal(first);
      expect(keys(stage)).to.deep.equal([`${login(stage)} active`]);
    }
  });

  it("keeps its grace although the lease item is lost", async () => {
    const stage = await active();
    const first = login(stage);
    stage.change(JOHN, REQUEST);
    await stage.pass(600_000);
    stage.putLease(JOHN, {});
    stage.change(JOHN, { description: "changed" });
    await stage.pass(600_000);
    expect(keys(stage)[0]).to.equal(`${first} active`);
    await stage.pass(7.1 * DAY_MS);
    expect(keys(stage)[0]).to.equal(`${first} inactive`);
  });
});
