import { expect } from "chai";
import {
  SENT_AT,
  sentMail,
  startValidator,
  from,
  USERNAME,
  OWN_SET,
} from "../../support/email-validator/validator";

const BOSS = from("The Boss <boss@elsewhere.example>");

describe("smtp-email-validator", () => {
  it("does nothing about a message that its login may send", async () => {
    const validator = startValidator();
    const before = validator.store.all();
    await validator.sent();
    expect(validator.store.all()).to.deep.equal(before);
    expect([
      ...validator.alerts,
      ...validator.invoked,
      ...validator.metrics,
      ...validator.parked,
    ]).to.deep.equal([]);
    // One to read the login's list; the other is the circuit breaker's, once a minute.
    expect(validator.store.calls).to.deep.equal(["BatchGetItem", "Query"]);
    await validator.sent();
    await validator.sent();
    expect(validator.store.calls.slice(-1)).to.deep.equal(["BatchGetItem"]);
  });

  it("examines the logins that the recorder names", async () => {
    const validator = startValidator();
    await validator.handle({ examine: { usernames: ["jane", "joe"] }, correlationId: "from the recorder" });
    expect(validator.store.calls).to.deep.equal(["BatchGetItem", "Query", "BatchGetItem", "Query"]);
  });

  it("stops a login that sends as somebody else, and records, counts and announces it", async () => {
    const validator = startValidator();
    await validator.sent(BOSS);
    expect(validator.hold()).to.include({ kind: "suspended", by: "smtp-email-validator" });
    expect(validator.hold()?.reason).to.equal(
      'It sent mail from an address that it may not use: "boss@elsewhere.example"',
    );
    expect(validator.invoked).to.have.lengthOf(1);
    expect(validator.invoked[0]).to.deep.include({
      usernames: [USERNAME],
      cause: "violation",
      retryCount: 0,
    });
    const [violation] = validator.violations();
    expect(violation).to.deep.include({
      email: "boss@elsewhere.example",
      kinds: ["header_from"],
      username: USERNAME,
      envelope_sender: "noreply@company.example",
      configuration_set: OWN_SET,
      timestamp: "2026-11-20T09:14:05.000Z",
    });
    expect(validator.metrics).to.deep.equal([{ Violations: 1 }]);
    expect(validator.alerts).to.have.lengthOf(1);
    const [alert] = validator.alerts;
    expect(alert?.Subject).to.match(/^[\x20-\x7e]{1,100}$/);
    expect(alert?.Message).to.include(
      `The login "${USERNAME}" sent mail from an address that it may not use`,
    );
    expect(alert?.Message).to.include("is on hold").and.not.include("reader@mail.example");
  });

  it("only observes if the settings say so", async () => {
    const validator = startValidator({ enforcement: "observe" });
    await validator.sent(BOSS);
    expect([validator.hold(), validator.invoked]).to.deep.equal([undefined, []]);
    expect(validator.violations()).to.have.lengthOf(1);
    expect(validator.alerts[0]?.Message).to.include('because the setting enforcement is "observe"');
  });

  it("alerts about an envelope sender alone, and does not stop the login", async () => {
    const validator = startValidator();
    await validator.sent({ source: "bounces@elsewhere.example" });
    expect([validator.hold(), validator.invoked]).to.deep.equal([undefined, []]);
    expect(validator.violations()[0]).to.deep.include({
      email: "bounces@elsewhere.example",
      kinds: ["envelope"],
    });
    expect(validator.alerts).to.have.lengthOf(1);
  });

  it("changes nothing when an event arrives again", async () => {
    const validator = startValidator();
    const detail = sentMail(BOSS);
    await validator.handle({ detail });
    const { store, alerts, invoked, metrics } = validator;
    const before = { all: store.all(), seen: [alerts.length, invoked.length, metrics.length] };
    store.now += 3 * 60_000;
    await validator.handle({ messages: [JSON.stringify(detail)] });
    expect({ all: store.all(), seen: [alerts.length, invoked.length, metrics.length] }).to.deep.equal(before);
  });

  it("alerts once a day about a login and a kind of violation, and records every message", async () => {
    const validator = startValidator();
    for (let message = 0; message < 20; message++) await validator.sent(BOSS);
    await validator.sent({ source: "bounces@elsewhere.example" });
    expect(validator.alerts).to.have.lengthOf(2);
    expect(validator.violations()).to.have.lengthOf(21);
    validator.store.now += 24 * 3_600_000;
    await validator.sent(BOSS);
    expect(validator.alerts).to.have.lengthOf(3);
  });

  it("alerts when the event is retried, if that failed", async () => {
    let fails = true;
    const validator = startValidator({
      beforePublish: () => {
        if (fails) throw new Error("SNS does not answer");
      },
    });
    const detail = sentMail(BOSS);
    const failed = await validator.handle({ detail }).catch((error: unknown) => error);
    expect(failed).to.be.an("error");
    expect(validator.hold()).to.include({ kind: "suspended" });
    fails = false;
    await validator.handle({ detail });
    await validator.handle({ detail });
    expect([validator.alerts.length, validator.metrics.length]).to.deep.equal([1, 1]);
  });

  it("leaves an alert that another message's event has begun to it, for a minute", async () => {
    let fails = true;
    const validator = startValidator({
      beforePublish: () => {
        if (fails) throw new Error("SNS does not answer");
      },
    });
    await validator.sent(BOSS).catch(() => undefined);
    fails = false;
    await validator.sent(BOSS);
    expect(validator.alerts).to.have.lengthOf(0);
    validator.store.now += 61_000;
    await validator.sent(BOSS);
    expect(validator.alerts).to.have.lengthOf(1);
  });

  it("stops nothing for what was sent before the login was enabled, and something for what was sent after", async () => {
    const validator = startValidator();
    validator.enable(SENT_AT);
    await validator.sent(BOSS);
    expect([validator.hold(), validator.invoked]).to.deep.equal([undefined, []]);
    expect(validator.violations()).to.have.lengthOf(1);
    expect(validator.alerts[0]?.Message).to.include("was enabled since");
    await validator.sent({ ...BOSS, timestamp: new Date(SENT_AT + 1).toISOString() });
    expect(validator.hold()).to.include({ kind: "suspended" });
  });

  it("judges by the list that was in force when the message was sent", async () => {
    const validator = startValidator();
    validator.allowOnly(["sales@company.example"], SENT_AT + 60_000);
    await validator.sent();
    expect(validator.violations()).to.deep.equal([]);
    validator.allowOnly(["sales@company.example"], SENT_AT - 6 * 60_000);
    await validator.sent();
    expect(validator.violations()).to.have.lengthOf(1);
  });

  it("knows a former IAM user of the login by its name", async () => {
    const validator = startValidator();
    await validator.sent({ ...BOSS, tags: { "ses:caller-identity": ["ses-smtp-user-jane.doe-1700000000"] } });
    expect(validator.violations()[0]).to.include({ username: USERNAME });
    expect(validator.hold()).to.equal(undefined);
    expect(validator.invoked[0]).to.deep.include({ usernames: [USERNAME] });
    expect(validator.alerts[0]?.Message).to.include("an IAM user that it no longer has");
  });

  it("has a login stopped again that goes on sending more than a minute after it was held", async () => {
    const validator = startValidator();
    validator.store.now = SENT_AT + 1_000;
    await validator.sent(BOSS);
    const at = (seconds: number) => ({
      ...BOSS,
      timestamp: new Date(SENT_AT + seconds * 1_000).toISOString(),
    });
    await validator.sent(at(61));
    expect(validator.invoked).to.have.lengthOf(1);
    await validator.sent(at(62));
    expect(validator.invoked).to.have.lengthOf(2);
  });

  it("keeps a hold that is there, and puts none where a compromise was dealt with since", async () => {
    const validator = startValidator();
    const hold = { kind: "suspended", reason: "by hand", at: new Date(SENT_AT).toISOString() };
    validator.putHold(hold);
    await validator.sent(BOSS);
    expect(validator.hold()).to.include(hold);
    const done = { kind: "compromised", done_at: new Date(SENT_AT + 1).toISOString() };
    validator.putHold(done);
    await validator.sent(BOSS);
    expect(validator.hold()).to.include(done);
    expect(validator.invoked).to.deep.equal([]);
    validator.putHold({ kind: "compromised", done_at: new Date(SENT_AT - 1).toISOString() });
    await validator.sent(BOSS);
    expect(validator.hold()).to.include({ kind: "suspended", by: "smtp-email-validator" });
    expect(validator.hold()).not.to.have.property("done_at");
  });

  it("stops a login that used another configuration set", async () => {
    const validator = startValidator();
    await validator.sent({ tags: { "ses:configuration-set": ["marketing"] } });
    expect(validator.violations()[0]).to.deep.include({
      kinds: ["configuration_set"],
      configuration_set: "marketing",
    });
    expect(validator.hold()?.reason).to.include(
      'the configuration set "marketing", which is not this stack\'s',
    );
  });

  it("parks what is no event of SES, and goes on", async () => {
    const validator = startValidator();
    await validator.handle({
      messages: ["garbage", JSON.stringify({ eventType: "Send" }), JSON.stringify(sentMail(BOSS))],
    });
    expect(validator.parked).to.have.lengthOf(2);
    expect(validator.violations()).to.have.lengthOf(1);
  });

  it("says what it expects where an event has nothing", async () => {
    const error = await startValidator()
      .handle({})
      .catch((failure: unknown) => failure);
    expect(String(error)).to.include("expected an event of EventBridge, messages, or examine");
  });
});
