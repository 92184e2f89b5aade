import { expect } from "chai";
import { active, failure, JOHN, keys, login, PENDING, REQUEST } from "../../support/reconciler/login";
import type { Stage } from "../../support/reconciler/stage";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const past = "2001-01-01T00:00:00.000Z";

async function rotated(): Promise<{ stage: Stage; first: string; second: string }> {
  const stage = await active();
  const first = login(stage);
  stage.change(JOHN, REQUEST);
  await stage.pass(600_000);
  return { stage, first, second: login(stage) };
}

/** The messages of the log since then. */
const logged = (stage: Stage, since = 0) => stage.log.slice(since).map(({ message }) => message);

describe("a grace in the past", () => {
  it("of less than no days is named with its remedy, and the stack's grace applies", async () => {
    const { stage, first, second } = await rotated();
    stage.change(JOHN, { rotation_grace_days: -1 });
    await stage.pass(HOUR_MS);
    expect(failure(stage)).to.deep.equal({
      ...failure(stage),
      code: "invalid_attribute",
      message:
        "rotation_grace_days is -1; meanwhile the stack's rotationGraceDays applies. " +
        "Use a number of days, or remove the attribute.",
    });
    expect(keys(stage)).to.deep.equal([`${first} active`, `${second} active`]);
  });

  it("that somebody writes into a record ends no login early: the lease item has the true one", async () => {
    const { stage, first, second } = await rotated();
    const until = stage.record(JOHN)?.previous_until;
    stage.change(JOHN, { previous_until: past });
    await stage.pass(HOUR_MS);
    expect(keys(stage)).to.deep.equal([`${first} active`, `${second} active`]);
    expect(failure(stage)).to.equal(undefined);
    expect(stage.log).to.deep.include({
      message: "previous_until was changed by hand, and has no effect",
      fields: { previous: first, until },
    });
    await stage.pass(7.2 * DAY_MS);
    expect(keys(stage)[0]).to.equal(`${first} inactive`);
  });

  it("in record and lease item ends the previous login, and never the current one", async () => {
    const { stage, first, second } = await rotated();
    stage.putLease(JOHN, {});
    stage.change(JOHN, { previous_until: past });
    const since = stage.log.length;
    await stage.pass(HOUR_MS);
    expect(logged(stage, since)).to.include("extendGrace");
    expect(keys(stage), "used today, so it gets a day more").to.deep.equal([
      `${first} active`,
      `${second} active`,
    ]);
    await stage.pass(1.2 * DAY_MS);
    expect(logged(stage, since)).to.include("retireKey");
    expect(keys(stage)).to.deep.equal([`${first} inactive`, `${second} active`]);
    expect(stage.record(JOHN)).to.include({ status: "active", smtp_username: second });
  });

  it("of no days ends the previous login once it is not used, and the new one works by then", async () => {
    const stage = await active({ rotation_grace_days: 0 });
    const first = login(stage);
    stage.change(JOHN, REQUEST);
    await stage.pass(3 * DAY_MS);
    expect(login(stage)).not.to.equal(first);
    expect(keys(stage)).to.deep.equal([`${login(stage)} active`]);
  });
});

describe("clocks that step", () => {
  for (const [how, milliseconds] of [
    ["a day ahead", DAY_MS],
    ["a day back", -DAY_MS],
    ["a year ahead", 365 * DAY_MS],
    ["a year back", -365 * DAY_MS],
  ] as const) {
    it(`${how} during a rotation lose no login: the published one works, and the old one ends`, async () => {
      const { stage, first } = await rotated();
      const since = stage.log.length;
      stage.model.time.step(milliseconds);
      void stage.invoke(JOHN);
      await stage.pass(DAY_MS);
      const current = login(stage);
      const setBack = "a clock was set back: the record was written later than it is now";
      if (milliseconds < 0) expect(logged(stage, since)).to.include(setBack);
      else expect(logged(stage, since)).not.to.include(setBack);
      expect(keys(stage)).to.include(`${current} active`);
      expect(stage.record(JOHN)).to.include({ status: "active" });
      stage.model.time.step(-milliseconds);
      for (let day = 0; day < 12; day++) {
        void stage.invoke(JOHN);
        await stage.pass(DAY_MS);
      }
      expect(login(stage)).to.equal(current);
      expect(keys(stage).filter(key => key.startsWith(first) && key.endsWith(" active"))).to.deep.equal([]);
    });

    it(`${how} while a login is created leave one that works, or a clear failure after which it is created`, async () => {
      const stage = await active();
      stage.remove(JOHN);
      await stage.pass(600_000);
      stage.put(JOHN, PENDING);
      await stage.pass(1_500);
      stage.model.time.step(milliseconds);
      await stage.pass(DAY_MS);
      if (stage.record(JOHN)?.status === "failed") {
        expect(failure(stage)?.code).to.equal("transient");
        expect(stage.model.parked).to.have.length(1);
        stage.change(JOHN, { status: "pending" });
        await stage.pass(600_000);
      }
      expect(keys(stage)).to.deep.equal([`${login(stage)} active`]);
      expect(stage.record(JOHN)).to.include({ status: "active" });
    });
  }
});
