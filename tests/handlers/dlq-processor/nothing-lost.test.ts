import { expect } from "chai";
import { seeded } from "../../support/aws-model/random";
import type { InjectedFault } from "../../support/aws-model/process";
import { Outage } from "../../support/dlq-processor/outage";
import { searches } from "../../support/runner/effort";
import { dlqMessage } from "../../../handlers/shared/dlq-message";
import { MAX_RETRIES } from "../../../handlers/shared/retry-limit";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HISTORIES = searches(300);

/** Runs until nothing happens any more; four days are longer than anything takes. */
async function settle(outage: Outage): Promise<void> {
  outage.begin();
  await outage.time.run(4 * 24 * HOUR);
}

describe("a failed operation", () => {
  // Proves D-dlq.2
  it("is retried until it succeeds, and then leaves no message and no wake-up", async () => {
    const outage = new Outage({ recoversAtMs: { john: 20 * MINUTE, jane: 40 * MINUTE } });
    await settle(outage);
    expect([...outage.succeeded].sort()).to.deep.equal(["jane", "john"]);
    expect(outage.parked).to.deep.equal([]);
    expect(outage.queue.bodies).to.deep.equal([]);
    expect(outage.booked).to.be.below(40);
  });

  it("may be an event of SES, which is handed to the recorder until that succeeds, or parked", async () => {
    const outage = new Outage({
      recoversAtMs: { "ses-event-soon": 20 * MINUTE, "ses-event-never": Infinity, john: 10 * MINUTE },
    });
    await settle(outage);
    expect([...outage.succeeded].sort()).to.deep.equal(["john", "ses-event-soon"]);
    expect(outage.lost()).to.deep.equal([]);
    expect(outage.parked).to.have.lengthOf(1);
    expect(JSON.parse(outage.parked[0] ?? "")).to.deep.include({
      retryCount: MAX_RETRIES,
      messages: ['{"eventType":"Bounce","mail":{"messageId":"ses-event-never"}}'],
    });
    expect(outage.queue.bodies).to.deep.equal([]);
  });

  it("is counted, and remembers when it failed first", async () => {
    const outage = new Outage({ recoversAtMs: { john: HOUR } });
    await settle(outage);
    const counts = outage.events.map(({ retryCount }) => retryCount);
    expect(counts).to.deep.equal(counts.map((_, index) => index));
    const first = new Set(outage.events.slice(1).map(({ firstFailedAt }) => firstFailedAt));
    expect(first.size).to.equal(1);
  });

  it("is parked after its last retry, which is the tenth", async () => {
    const outage = new Outage({ recoversAtMs: { john: Infinity } });
    await settle(outage);
    expect(Math.max(...outage.events.map(({ retryCount }) => retryCount))).to.equal(MAX_RETRIES);
    expect(outage.parked.map(body => (JSON.parse(body) as { retryCount: number }).retryCount)).to.deep.equal([
      MAX_RETRIES,
    ]);
    expect(outage.queue.bodies).to.deep.equal([]);
  });

  it("is retried for a day, and at least every six minutes, if it must stop a login", async () => {
    const outage = new Outage({ recoversAtMs: { john: 20 * HOUR }, stopping: ["john"] });
    await settle(outage);
    expect([...outage.succeeded]).to.deep.equal(["john"]);
    expect(outage.events.length).to.be.above(20 * 10);
    const forever = new Outage({ recoversAtMs: { john: Infinity }, stopping: ["john"] });
    await settle(forever);
    expect(forever.lost()).to.deep.equal([]);
    expect(forever.parked).to.have.lengthOf(1);
  });

  it("is not held up by poison, which is parked as it is", async () => {
    const outage = new Outage({ recoversAtMs: { john: 10 * MINUTE } });
    const poison = ["{", "x".repeat(250_000), JSON.stringify({ hello: "world" })];
    for (const text of poison) outage.queue.send(text);
    for (const text of poison) outage.publish(text);
    await settle(outage);
    expect([...outage.succeeded]).to.deep.equal(["john"]);
    expect([...outage.parked].sort()).to.deep.equal([...poison, ...poison].sort());
    expect(outage.queue.bodies).to.deep.equal([]);
  });

  it("is one event for each username, with the highest count and the earliest time", async () => {
    const outage = new Outage({ recoversAtMs: { john: 0, jane: 0 } });
    for (const [username, retryCount, hour] of [
      ["john", 1, 3],
      ["john", 5, 2],
      ["jane", 0, 1],
      ["john", 3, 1],
    ] as const) {
      const timestamp = `2026-01-01T0${hour}:00:00.000Z`;
      const failed = { errorType: "Error", errorMessage: "", retryCount, timestamp };
      outage.queue.send(JSON.stringify(dlqMessage(username, "id", undefined, failed)));
    }
    outage.wakeUp();
    await outage.time.run(HOUR);
    const seen = outage.events.map(({ usernames, retryCount, firstFailedAt }) => [
      usernames.join(),
      retryCount,
      firstFailedAt,
    ]);
    expect(seen).to.have.deep.members([
      ["john", 6, "2026-01-01T01:00:00.000Z"],
      ["jane", 1, "2026-01-01T01:00:00.000Z"],
    ]);
    expect(outage.queue.bodies).to.deep.equal([]);
  });

  it("is not lost whatever comes twice and in whatever order", async () => {
    const outage = new Outage({ seed: 3, recoversAtMs: { john: 2 * HOUR }, duplicates: 0.5 });
    await settle(outage);
    expect(outage.lost()).to.deep.equal([]);
    expect(outage.queue.bodies).to.deep.equal([]);
  });

  it("is not lost if the processor dies before or after any one of its calls, or gets no answer to it", async () => {
    const faults: InjectedFault[] = ["dies before", "dies after", "answer lost", "lost", "throttled"];
    const undisturbed = new Outage({ recoversAtMs: { john: 20 * MINUTE, jane: 40 * MINUTE } });
    await settle(undisturbed);
    expect(undisturbed.calls).to.be.within(20, 300);
    for (const fault of faults) {
      for (let at = 0; at < undisturbed.calls; at++) {
        let call = 0;
        const outage = new Outage({
          recoversAtMs: { john: 20 * MINUTE, jane: 40 * MINUTE },
          faultOf: () => (call++ === at ? fault : undefined),
        });
        await settle(outage);
        expect([...outage.succeeded].sort(), `${fault} ${at}`).to.deep.equal(["jane", "john"]);
        expect(outage.queue.bodies, `${fault} ${at}`).to.deep.equal([]);
      }
    }
  });

  it(`is not lost in ${HISTORIES} histories of outages, duplicates, reorderings and crashes`, async () => {
    const faults: InjectedFault[] = ["dies before", "dies after", "answer lost", "lost", "throttled", "slow"];
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const random = seeded(seed);
      const often = random() * 0.3;
      const recoveryMs = () => (random() < 0.2 ? Infinity : random() * 3 * HOUR);
      const names = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, index) => `user-${index}`);
      const outage = new Outage({
        seed,
        recoversAtMs: Object.fromEntries(names.map(name => [name, recoveryMs()])),
        stopping: names.filter(() => random() < 0.2),
        duplicates: random() * 0.3,
        daily: true,
        faultOf: () => (random() < often ? faults[Math.floor(random() * faults.length)] : undefined),
      });
      await settle(outage);
      expect(outage.lost(), `seed ${seed}`).to.deep.equal([]);
      expect(outage.queue.bodies, `seed ${seed}`).to.deep.equal([]);
    }
  });
});
