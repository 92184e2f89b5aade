import { expect } from "chai";
import { StopTurns } from "../../../../handlers/reconciler/steps/stop-turns";

describe("the turns of throttled calls that stop logins", () => {
  it("come one at a time, first those of logins that can still send, in the order in which they joined", () => {
    const turns = new StopTurns(() => 0.5);
    const begun: string[] = [];
    const join = (name: string, urgent: boolean) => {
      const turn = turns.join(urgent);
      turn.begin = () => begun.push(name);
      return turn;
    };
    const first = turns.join(false);
    const calm = join("calm", false);
    const urgent = [join("urgent 1", true), join("urgent 2", true)];
    expect(turns.isNow(first)).to.equal(true);
    expect(begun).to.deep.equal([]);
    for (const turn of [first, ...urgent, calm]) turns.leave(turn);
    expect(begun).to.deep.equal(["urgent 1", "urgent 2", "calm"]);
    expect(turns.areTaken).to.equal(false);
  });

  it("begin with the one that was throttled again, unless another is more urgent", () => {
    const turns = new StopTurns(() => 0.5);
    const [calm, next] = [turns.join(false), turns.join(false)];
    turns.again(calm);
    expect([turns.isNow(calm), turns.isNow(next)]).to.deep.equal([true, false]);
    const urgent = turns.join(true);
    turns.again(calm);
    expect([turns.isNow(calm), turns.isNow(urgent)]).to.deep.equal([false, true]);
  });

  it("come several at a time while IAM accepts calls, and one at a time once it throttles again", () => {
    const turns = new StopTurns(() => 0.5);
    const joined = Array.from({ length: 9 }, () => turns.join(true));
    const current = () => joined.filter(turn => turns.isNow(turn));
    for (const count of [2, 3]) {
      turns.accepted();
      expect(current()).to.have.length(count);
    }
    const [throttled, ...others] = current();
    turns.throttled(throttled!);
    turns.again(throttled!);
    expect(current()).to.deep.equal(others);
    for (const turn of others) turns.leave(turn);
    expect(current()).to.deep.equal([throttled]);
  });

  it("are not passed on to one that has left", async () => {
    const turns = new StopTurns(() => 0.5);
    const [first, gone, last] = [turns.join(true), turns.join(true), turns.join(true)];
    turns.leave(gone);
    const begins = turns.begins(last);
    turns.leave(first);
    await begins;
    expect(turns.isNow(last)).to.equal(true);
  });

  it("are fast again for a call that comes once all others have left, even if none was accepted", () => {
    const turns = new StopTurns(() => 0.999);
    const first = turns.join(true);
    for (let attempt = 0; attempt < 200; attempt++) turns.throttled(first);
    const second = turns.join(true);
    turns.leave(first);
    expect(turns.throttled(second)).to.be.greaterThan(1_000);
    turns.leave(second);
    expect(turns.throttled(turns.join(true))).to.be.lessThan(100);
  });

  it("pause for less than a tenth of a second a hundred times, then up to two seconds, with full jitter", () => {
    const pauses = (random: number) => {
      const turns = new StopTurns(() => random);
      const turn = turns.join(true);
      return Array.from({ length: 120 }, () => turns.throttled(turn));
    };
    expect(
      pauses(0.999)
        .slice(0, 100)
        .every(ms => ms < 100),
    ).to.equal(true);
    expect(
      pauses(0)
        .slice(0, 100)
        .every(ms => ms >= 25),
    ).to.equal(true);
    expect(pauses(0.999).slice(100, 107).map(Math.round)).to.deep.equal([
      100, 200, 400, 799, 1598, 1998, 1998,
    ]);
    expect(pauses(0).at(-1)).to.equal(0);
  });

  it("pause for longer and longer from the first time if no login can send anymore, up to five seconds", () => {
    const turns = new StopTurns(() => 0.5);
    const turn = turns.join(false);
    const pauses = Array.from({ length: 7 }, () => turns.throttled(turn));
    expect(pauses).to.deep.equal([100, 200, 400, 800, 1_600, 2_500, 2_500]);
    turns.accepted();
    expect(turns.throttled(turn)).to.equal(100);
  });
});
