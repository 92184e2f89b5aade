import { expect } from "chai";
import fc from "fast-check";
import { hourAt } from "../../../../handlers/email-validator/breaker/history";
import { readHistory, readOpenHours } from "../../../../handlers/email-validator/breaker/read-history";
import { DEFAULT_THRESHOLDS } from "../../../../handlers/email-validator/breaker/thresholds";
import { credentialKey, enabledKey } from "../../../../records/keys";
import { Stage } from "../../../support/circuit-breaker/stage";
import { DAY, HOUR, MINUTE } from "../../../support/circuit-breaker/traffic";
import { eventsIn, NOW } from "../../../support/ses-events/event-store";
import { bounce, failed, message } from "../../../support/ses-events/reported-shapes";

describe("the circuit breaker", () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });

  it("reports a login with many bounces once a day if it observes, and stops nothing", async () => {
    await stage.send({ count: 100, bounces: 12 });
    for (let index = 0; index < 3; index++) {
      await stage.breaker().examine("jane");
      stage.store.now += MINUTE;
    }
    expect(stage.stopped).to.deep.equal([]);
    expect(stage.alerts).to.have.lengthOf(1);
    expect(stage.alerts[0]?.Subject).to.equal("ses-smtp: the login jane has many bounces");
    expect(stage.alerts[0]?.Message)
      .to.include("mail to 12 of 100 recipients (12%) in 24 hours bounced permanently, in 10 domains.")
      .and.include('circuitBreaker is "observe"')
      .and.include("ses-smtp credential disable jane")
      .and.not.include(".example");
    stage.store.now = NOW + DAY / 2;
    await stage.breaker().examine("jane");
    expect(stage.alerts).to.have.lengthOf(2);
  });

  it("stops it if it suspends, says why, and leaves it alone then", async () => {
    await stage.send({ count: 100, bounces: 12 });
    await stage.breaker(true).examine("jane");
    expect(stage.stopped).to.deep.equal([
      {
        username: "jane",
        reason:
          "The circuit breaker stopped it: mail to 12 of 100 recipients (12%) in 24 hours bounced permanently, in 10 domains",
        since: new Date(NOW),
      },
    ]);
    expect(stage.alerts).to.deep.equal([]);
    stage.store.calls.length = 0;
    await stage.breaker(true).examine("jane");
    expect(stage.store.calls).to.deep.equal(["BatchGetItem"]);
    expect(stage.stopped).to.have.lengthOf(1);
  });

  it("does not stop it again for what was sent before it was enabled, but for what is sent after", async () => {
    await stage.send({ count: 100, bounces: 12 });
    stage.store.now = NOW + 10 * MINUTE;
    stage.put(enabledKey("jane"), { at: new Date(stage.store.now).toISOString() });
    await stage.breaker(true).examine("jane");
    expect(stage.stopped).to.deep.equal([]);
    await stage.send({ count: 100, bounces: 20, at: NOW + 11 * MINUTE });
    stage.store.now = NOW + 12 * MINUTE;
    await stage.breaker(true).examine("jane");
    expect(stage.stopped.map(({ since }) => since.getTime())).to.deep.equal([NOW + 11 * MINUTE]);
  });

  it("stops a burst from a new network, and not one from the office", async () => {
    await stage.past();
    await stage.send({ count: 200 });
    await stage.breaker(true).examine("jane");
    expect(stage.stopped).to.deep.equal([]);
    await stage.send({ count: 101, ip: "203.0.113.9", at: NOW + MINUTE });
    await stage.breaker(true).examine("jane");
    expect(stage.stopped[0]?.reason).to.match(
      /^The circuit breaker stopped it: it sent to 101 recipients in the hour from 2026-11-20 12:00 UTC, from a network that it had not used in the 14 days before; in 95% of its hours with mail, it sends to at most 10$/,
    );
    expect(JSON.stringify([stage.stopped, stage.logged])).not.to.include("203.0.113");
  });

  it("leaves out mail to the simulator", async () => {
    await stage.past();
    const to = Array.from({ length: 50 }, (_, index) => `bounce+${index}@simulator.amazonses.com`);
    for (let index = 0; index < 5; index++) {
      const details = {
        timestamp: new Date(NOW).toISOString(),
        destination: to,
        tags: { "ses:source-ip": ["203.0.113.9"], "ses:caller-identity": ["ses-smtp-user-jane-1763000000"] },
      };
      const sent = message("event", "Send", {}, details);
      const { messageId } = sent.mail as { messageId: string };
      const hard = { type: "Permanent", subtype: "General", recipients: to.map(each => failed(each)) };
      await stage.store.recorder().record(eventsIn([sent, bounce("event", hard, { ...details, messageId })]));
    }
    await stage.breaker(true).examine("jane");
    expect(stage.stopped).to.deep.equal([]);
    const { table } = stage.store;
    const open = await readOpenHours(table, "jane", [hourAt(NOW)]);
    const { sentByHour } = await readHistory(table, "jane", { since: 0, open }, NOW, DEFAULT_THRESHOLDS);
    expect([...sentByHour.values()].at(-1)).to.equal(0);
  });

  it("counts exactly, however often events are reported", async () => {
    const hard = { type: "Permanent", subtype: "General" };
    const events = Array.from({ length: 60 }, (_, index) => {
      const to = `r${index}@d${index % 4}.example`;
      const details = {
        timestamp: new Date(NOW).toISOString(),
        destination: [to],
        tags: { "ses:caller-identity": ["ses-smtp-user-jane-1763000000"] },
      };
      const sent = message("event", "Send", {}, details);
      const { messageId } = sent.mail as { messageId: string };
      return [sent, bounce("event", { ...hard, recipients: [failed(to)] }, { ...details, messageId })];
    }).flat();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...events, ...events], { minLength: 121 }), async reported => {
        const own = new Stage();
        await own.store.recorder().record(eventsIn(reported));
        await own.store.recorder().record(eventsIn(events));
        await own.breaker().examine("jane");
        expect(own.alerts[0]?.Message).to.include("mail to 60 of 60 recipients (100%) in 24 hours");
      }),
      { numRuns: 10 },
    );
  });

  it("looks once a minute while a login sends, when its messages double, and whenever it is told to", async () => {
    await stage.send({ count: 10 });
    const breaker = stage.breaker();
    const looked = () => stage.store.calls.filter(name => name === "BatchGetItem").length;
    for (let message = 0; message < 1_000; message++) await breaker.sent("jane");
    expect(looked()).to.equal(10);
    stage.store.now = NOW + MINUTE - 1;
    await breaker.sent("jane");
    expect(looked()).to.equal(10);
    stage.store.now = NOW + MINUTE;
    await breaker.sent("jane");
    expect(looked()).to.equal(11);
    await breaker.examine("jane");
    expect(looked()).to.equal(12);
  });

  it("takes one call, and writes nothing, for a message of a login that sends to fewer than ten an hour", async () => {
    await stage.send({ count: 9 });
    await stage.send({ count: 9, at: NOW - HOUR });
    stage.store.calls.length = 0;
    await stage.breaker().sent("jane");
    expect(stage.store.calls).to.deep.equal(["Query"]);
    await stage.send({ count: 1 });
    stage.store.calls.length = 0;
    await stage.breaker().sent("jane");
    expect(stage.store.calls).to.include("BatchGetItem");
  });

  it("writes no counts of an hour that is not over, and counts it all the same", async () => {
    await stage.send({ count: 100, bounces: 12 });
    stage.store.calls.length = 0;
    await stage.breaker().examine("jane");
    expect(stage.store.calls).not.to.include("TransactWriteItems");
    expect(stage.alerts[0]?.Message).to.include("mail to 12 of 100 recipients");
    stage.store.now = NOW + HOUR;
    await stage.breaker().examine("jane");
    expect(stage.store.calls.filter(name => name === "TransactWriteItems")).to.have.lengthOf(1);
  });

  it("takes few calls, however much a login sends", async () => {
    await stage.past();
    const breaker = stage.breaker();
    await breaker.examine("jane"); // counts the past
    await stage.send({ count: 3, at: NOW });
    stage.store.calls.length = 0;
    await breaker.examine("jane");
    expect(stage.store.calls.sort()).to.deep.equal(["BatchGetItem", "Query", "Query"]);
    await stage.send({ count: 300 });
    stage.store.calls.length = 0;
    await breaker.examine("jane");
    expect(stage.store.calls).to.have.lengthOf(7); // a possible burst, and rates
    await breaker.examine("jane");
    stage.store.calls.length = 0;
    stage.store.now = NOW + 2 * HOUR;
    await breaker.examine("jane");
    expect(stage.store.calls.length).to.be.at.most(7); // counts the hour that is over
  });

  it("tells again what it could not tell, and only one of two at a time tells it", async () => {
    await stage.send({ count: 100, bounces: 12 });
    stage.alertFails = true;
    await stage
      .breaker()
      .examine("jane")
      .then(
        () => expect.fail("expected SNS's error"),
        (error: Error) => expect(error.message).to.equal("SNS"),
      );
    stage.alertFails = false;
    stage.store.now = NOW + MINUTE;
    await Promise.all([1, 2, 3].map(() => stage.breaker().examine("jane")));
    expect(stage.alerts).to.have.lengthOf(1);
  });

  it("only alerts when others were stopped within the hour: at most three, or a tenth of the logins", async () => {
    const names = Array.from({ length: 25 }, (_, index) => `user${index}`);
    for (const name of names) stage.put(credentialKey(name), { status: "active" });
    for (const username of names.slice(0, 4)) await stage.send({ count: 100, bounces: 12, username });
    for (const username of names.slice(0, 4)) await stage.breaker(true).examine(username);
    expect(stage.stopped.map(({ username }) => username)).to.deep.equal(["user0", "user1"]);
    expect(stage.alerts.map(({ Subject }) => Subject)).to.deep.equal([
      "ses-smtp: the login user2 has many bounces",
      "ses-smtp: the login user3 has many bounces",
    ]);
    expect(stage.alerts[0]?.Message).to.include("because 2 logins have been stopped within the last hour");
    stage.store.now = NOW + HOUR + 1;
    await stage.breaker(true).examine("user2");
    expect(stage.stopped).to.have.lengthOf(3);
  });
});
