import { expect } from "chai";
import type { MailerEvent, MailerOptions } from "../../mailer";
import type { Action, InjectedFault, Stage } from "../support/mailer/faults";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter } from "../support/mailer/mailers";

const say = (stage: Stage, text: string): InjectedFault => ({ stage, action: { kind: "reply", text } });
const drop = (stage: Stage): InjectedFault => ({ stage, action: { kind: "drop" } });

describe("the mailer's retries", () => {
  let server: FaultyServer;
  const open: { close(): Promise<void> }[] = [];
  before(async () => {
    server = await FaultyServer.start();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map(mailer => mailer.close()));
    server.reset();
  });
  after(() => server.close());

  const mailer = (faults: readonly InjectedFault[], options: MailerOptions = {}) => {
    server.reset(faults);
    const one = impatient(server.port, options);
    open.push(one);
    return one;
  };

  for (const [stage, text] of [
    ["greeting", "421 Too busy"],
    ["auth", "454 Temporary authentication failure"],
    ["mail", "421 Too many concurrent SMTP connections"],
    ["mail", "454 Throttling failure: Maximum sending rate exceeded."],
    ["rcpt", "450 Mailbox busy"],
    ["data", "451 Try later"],
    ["end", "451 Temporary service failure"],
    ["end", "421 Closing"],
    ["data", "503 Bad sequence"],
  ] as const) {
    // Proves EC-3, D-smtp-errors.1, P-practice4.1, P-practice4.2
    it(`retries after ${text} to ${stage}`, async () => {
      expect(await mailer([say(stage, text)]).send(letter())).to.include({
        attempts: 2,
        possibleDuplicate: false,
      });
      expect(server.ledger.get("Hello")).to.include({ taken: 1 });
    });
  }
  for (const [stage, text, code] of [
    ["mail", "454 Throttling failure: Daily message quota exceeded.", "daily_quota"],
    [
      "end",
      "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: app@example.com",
      "sender_rejected",
    ],
    [
      "end",
      "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: bob@elsewhere.test",
      "recipient_rejected",
    ],
    [
      "end",
      "554 Access denied: User `arn:aws:iam::1:user/x' is not authorized to perform `ses:SendRawEmail' on resource `y'",
      "sender_rejected",
    ],
    ["end", "554 Message rejected: Sending suspended for this account.", "sending_paused"],
    ["end", "554 Configuration set does not exist: x", "configuration"],
    ["end", "552 Message is too long.", "message_too_large"],
    ["end", "554 Transaction failed: Duplicate header 'Date'.", "message_rejected"],
    ["rcpt", "550 No such user", "recipient_rejected"],
    ["mail", "553 Not yours", "sender_rejected"],
  ] as const) {
    // Proves EC-3
    it(`gives up after ${text.slice(0, 60)}: ${code}`, async () => {
      const error = await failure(mailer([say(stage, text)]).send(letter()));
      expect(error).to.include({
        code,
        attempts: 1,
        retryable: false,
        response: text,
        responseCode: Number(text.slice(0, 3)),
      });
      expect(error.messageId).to.match(/^<.*@example\.com>$/);
    });
  }

  // Proves EC-3, FR-005
  it("fails with the last reply after all attempts", async () => {
    const faults = Array.from({ length: 6 }, (_, index) => say("mail", `451 Try later ${index}`));
    const error = await failure(mailer(faults, { retry: { attempts: 4 } }).send(letter()));
    expect(error).to.include({
      code: "temporary_failure",
      attempts: 4,
      retryable: true,
      response: "451 Try later 3",
    });
  });
  // Proves EC-1, FR-005
  it("doubles the delay up to the maximum, with full jitter", async () => {
    const events: MailerEvent[] = [];
    const faults = Array.from({ length: 4 }, () => say("mail", "451 Later"));
    const retry = { baseMs: 2, maxDelayMs: 10, random: () => 0.5 };
    await mailer(faults, { retry, onEvent: event => events.push(event) }).send(letter());
    expect(events.flatMap(event => (event.type === "retry" ? [event.delayMs] : []))).to.deep.equal([
      1, 2, 4, 5,
    ]);
    expect(events.map(({ type }) => type).join(" ")).to.match(/^(attempt retry ){4}attempt accepted$/);
  });
  it("continues when the server closes with 421 while the pool is busy: every message arrives once", async () => {
    const faults = Array.from({ length: 8 }, (_, index) => say(index % 2 ? "mail" : "end", "421 Closing"));
    const one = mailer(faults, { pool: { connections: 3 } });
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) => one.send(letter(`number ${index}`))),
    );
    expect(results.every(({ possibleDuplicate }) => !possibleDuplicate)).to.equal(true);
    expect([...server.ledger.values()].map(({ taken }) => taken)).to.deep.equal(Array(40).fill(1));
  });
  for (const [what, fault] of [
    ["was closed by the server", drop("mail")],
    ["SES ended for being idle", say("mail", "451 4.4.2 Timeout waiting for data from client.")],
    ["another server ended for being idle", say("mail", "421 4.4.2 mx.example.com Error: timeout exceeded")],
    ["timed out in other words", say("mail", "451 Connection timed out")],
  ] as const) {
    it(`does not count as an attempt that a connection in the pool ${what}`, async () => {
      const events: MailerEvent[] = [];
      const one = mailer([], { retry: { attempts: 1 }, onEvent: event => events.push(event) });
      await one.send(letter("first"));
      server.faults = [fault];
      events.length = 0;
      expect(await one.send(letter("second"))).to.include({ attempts: 1, possibleDuplicate: false });
      expect(events.map(({ type, attempt }) => `${type} ${attempt}`)).to.deep.equal([
        "attempt 1",
        "accepted 1",
      ]);
      expect(server.connections).to.equal(2);
    });
  }
  it("counts the same reply as an attempt on a new connection, and for a message that was judged", async () => {
    const idle = "451 4.4.2 Timeout waiting for data from client.";
    expect(await mailer([say("mail", idle)]).send(letter())).to.include({ attempts: 2 });
    const one = mailer([]);
    await one.send(letter("first"));
    server.faults = [say("mail", "451 4.3.0 Temporary service failure")];
    expect(await one.send(letter("second"))).to.include({ attempts: 2 });
  });
  it("keeps a connection after a rejection, and closes it after a 421", async () => {
    const one = mailer([say("rcpt", "550 No"), say("rcpt", "550 No")]);
    await failure(one.send(letter()));
    await failure(one.send(letter()));
    await one.send(letter());
    expect(server.connections).to.equal(1);
    server.faults = [say("mail", "421 Closing")];
    await one.send(letter());
    expect(server.connections).to.equal(2);
  });
  it("leaves no connection open when the login is rejected", async () => {
    const one = mailer([say("auth", "535 Authentication Credentials Invalid")]);
    await failure(one.send(letter()));
    while (server.open > 0) await new Promise(resolve => setImmediate(resolve)); // until the test's timeout
  });
  it("replaces a connection after messagesPerConnection, and closes an idle one", async () => {
    const one = mailer([], { pool: { messagesPerConnection: 2, connections: 1 } });
    for (const subject of ["1", "2", "3"]) await one.send(letter(subject));
    expect(server.connections).to.equal(2);
  });

  describe("when the connection is lost between the final dot and the reply", () => {
    const losses: Action[] = [
      { kind: "drop" },
      { kind: "half", text: "25" },
      { kind: "half", text: "250-Ok" },
      { kind: "reply", text: "what?" },
    ];
    for (const action of losses) {
      it(`at least once: sends again and says so (${JSON.stringify(action)})`, async () => {
        const result = await mailer([{ stage: "taken", action }]).send(letter());
        expect(result).to.include({ attempts: 2, possibleDuplicate: true });
        expect(server.ledger.get("Hello")).to.include({ taken: 2, confirmed: 1 });
        const ids = server.messages.map(message => /^Message-ID: (.*)$/m.exec(message)?.[1]);
        expect(ids[0], "the copies share a Message-ID").to.equal(ids[1]).and.to.be.a("string");
        expect(server.messages[0]).to.equal(server.messages[1]);
      });
      it(`at most once: fails and says so (${JSON.stringify(action)})`, async () => {
        const one = mailer([{ stage: "taken", action }], { retry: { whenOutcomeUnknown: "fail" } });
        const error = await failure(one.send(letter()));
        expect(error).to.include({ code: "outcome_unknown", attempts: 1, possiblySent: true });
        expect(server.ledger.get("Hello")).to.include({ taken: 1 });
      });
    }
    it("a later failure of the same message still says that it may have been sent", async () => {
      const error = await failure(
        mailer([
          drop("taken"),
          { stage: "mail", action: { kind: "slow", ms: 0 } },
          say("mail", "554 No"),
        ]).send(letter()),
      );
      expect(error).to.include({ code: "sender_rejected", possiblySent: true, attempts: 2 });
    });
  });

  it("does not mistake a 250 in the middle of a message for its acceptance", async () => {
    const one = mailer([say("body", "250 Ok early")]);
    const attachments = [{ filename: "large.bin", content: Buffer.alloc(8_000_000) }];
    expect(await one.send({ ...letter(), attachments })).to.include({ attempts: 2 });
    expect(server.ledger.get("Hello")).to.include({ taken: 1, confirmed: 1 });
  });
  it("does not mistake a 250 before a message for its acceptance", async () => {
    const one = mailer([say("data", "250 Ok")]);
    expect(await one.send(letter())).to.include({ attempts: 2 });
    expect(server.ledger.get("Hello")).to.include({ taken: 1, truncated: 0 });
  });
});
