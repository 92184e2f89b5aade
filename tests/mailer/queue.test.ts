import { Readable } from "node:stream";
import { expect } from "chai";
import type { Mailer, MailerOptions } from "../../mailer";
import type { InjectedFault, Stage } from "../support/mailer/faults";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter } from "../support/mailer/mailers";

const hang = (stage: Stage): InjectedFault => ({ stage, action: { kind: "hang" } });
const slow = (stage: Stage, ms: number): InjectedFault => ({ stage, action: { kind: "slow", ms } });

describe("the mailer's queue", () => {
  let server: FaultyServer;
  const open: Mailer[] = [];
  before(async () => {
    server = await FaultyServer.start();
  });
  afterEach(async () => {
    server.dropAll();
    await Promise.all(open.splice(0).map(mailer => mailer.close({ timeoutMs: 1 })));
    server.reset();
  });
  after(() => server.close());

  const mailer = (faults: readonly InjectedFault[] = [], options: MailerOptions = {}) => {
    server.reset(faults);
    const one = impatient(server.port, options);
    open.push(one);
    return one;
  };

  it("opens no more connections than the pool may have", async () => {
    const one = mailer([], { pool: { connections: 3 } });
    await Promise.all(Array.from({ length: 50 }, (_, index) => one.send(letter(String(index)))));
    expect(server.connections).to.equal(3);
  });
  it("limits the rate over all connections, counting recipients", async () => {
    const one = mailer([], { messagesPerSecond: 100 });
    const start = performance.now();
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        one.send({ ...letter(String(index)), to: ["a@elsewhere.test", "b@elsewhere.test"] }),
      ),
    );
    // 16 recipients at 10 ms each; the last two go at 140 ms. Timers may fire 1 ms early.
    expect(performance.now() - start).to.be.within(135, 1_000);
  });
  it("rejects messages beyond its limit, and reports when there is room", async () => {
    const one = mailer([slow("mail", 20)], { pool: { connections: 1 }, queueLimit: 2 });
    const sent = ["1", "2", "3"].map(subject => one.send(letter(subject)));
    const error = await failure(one.send(letter("4")));
    expect(error).to.include({ code: "queue_full", attempts: 0, retryable: true });
    await one.ready();
    await one.send(letter("4"));
    await Promise.all(sent);
    expect([...server.ledger.keys()]).to.deep.equal(["1", "2", "3", "4"]);
  });
  it("holds back a producer that awaits ready(): memory stays bounded", async () => {
    const one = mailer([], { pool: { connections: 2 }, queueLimit: 4 });
    let waiting = 0;
    let most = 0;
    for (let index = 0; index < 60; index++) {
      await one.ready();
      most = Math.max(most, ++waiting);
      void one.send(letter(String(index))).finally(() => waiting--);
    }
    await one.close();
    expect(server.ledger.size).to.equal(60);
    expect(most).to.be.at.most(7);
  });

  it("lets as many producers continue as there is room for", async () => {
    const one = mailer([], { pool: { connections: 2 }, queueLimit: 3 });
    const producer = async (name: number) => {
      for (let index = 0; index < 20; index++) {
        await one.ready();
        await one.send(letter(`${name}/${index}`));
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, name) => producer(name)));
    expect(server.ledger.size).to.equal(240);
  });
  it("gives a place that one producer does not use to the next", async () => {
    const one = mailer([slow("mail", 5)], { pool: { connections: 1 }, queueLimit: 1 });
    const sent = [one.send(letter("1")), one.send(letter("2"))];
    const heard: number[] = [];
    await Promise.all([1, 2, 3].map(async who => heard.push((await one.ready(), who))));
    expect(heard).to.deep.equal([1, 2, 3]);
    await Promise.all(sent);
  });

  describe("AbortSignal", () => {
    it("aborted beforehand sends nothing", async () => {
      const error = await failure(mailer().send(letter(), { signal: AbortSignal.abort() }));
      expect(error).to.include({ code: "aborted", attempts: 0 });
      expect(server.connections).to.equal(0);
    });
    it("removes a waiting message from the queue", async () => {
      const one = mailer([slow("mail", 30)], { pool: { connections: 1 } });
      const first = one.send(letter("first"));
      const controller = new AbortController();
      const second = one.send(letter("second"), { signal: controller.signal });
      controller.abort();
      expect(await failure(second)).to.include({ code: "aborted", attempts: 0, possiblySent: false });
      await first;
      expect([...server.ledger.keys()]).to.deep.equal(["first"]);
    });
    for (const [stage, possiblySent] of [
      ["mail", false],
      ["data", false],
      ["taken", true],
    ] as const) {
      it(`ends an attempt at ${stage}, and says whether the message may have been sent`, async () => {
        const one = mailer([hang(stage)]);
        const controller = new AbortController();
        const sending = one.send(letter(), { signal: controller.signal });
        while (server.faults.length > 0) await new Promise(setImmediate);
        // For "taken": the fault is consumed after the whole message was read.
        expect(await failure((controller.abort(), sending))).to.include({
          code: "aborted",
          attempts: 1,
          possiblySent,
        });
      });
    }
    it("ends a pause between attempts", async () => {
      const controller = new AbortController();
      const one = mailer([{ stage: "mail", action: { kind: "reply", text: "451 Later" } }], {
        retry: { baseMs: 60_000, random: () => 1 },
        onEvent: ({ type }) => type === "retry" && controller.abort(),
      });
      expect(await failure(one.send(letter(), { signal: controller.signal }))).to.include({
        code: "aborted",
        attempts: 1,
      });
    });
  });

  describe("close", () => {
    it("sends waiting messages, accepts no new ones and closes the connections", async () => {
      const one = mailer([slow("mail", 20)], { pool: { connections: 1 } });
      const sent = Array.from({ length: 5 }, (_, index) => one.send(letter(String(index))));
      const closed = one.close();
      expect(await failure(one.send(letter("late")))).to.include({ code: "closed", attempts: 0 });
      await closed;
      expect((await Promise.all(sent)).map(({ attempts }) => attempts)).to.deep.equal([1, 1, 1, 1, 1]);
      while (server.open > 0) await new Promise(resolve => setImmediate(resolve)); // until the test's timeout
      await one.close();
    });
    it("rejects the remaining messages after its timeout", async () => {
      const one = mailer([hang("mail")], { pool: { connections: 1 } });
      const sent = [one.send(letter("1")), one.send(letter("2"))].map(failure);
      await one.close({ timeoutMs: 20 });
      expect((await Promise.all(sent)).map(({ code }) => code)).to.deep.equal(["closed", "closed"]);
    });
  });

  describe("streams", () => {
    it("are sent whole again after an attempt that failed in the middle", async () => {
      const content = "line of text\n".repeat(400_000); // more than the buffers on the way hold
      const one = mailer([{ stage: "body", action: { kind: "drop" } }]);
      const attachments = [
        { filename: "a.txt", content: Readable.from([content.slice(0, 999), content.slice(999)]) },
      ];
      expect(await one.send({ ...letter(), attachments })).to.include({
        attempts: 2,
        possibleDuplicate: false,
      });
      const base64 = /filename=a\.txt\r\n\r\n([\s\S]*?)\r\n--/.exec(server.messages[0] ?? "")?.[1];
      expect(Buffer.from(base64 ?? "", "base64").toString()).to.equal(content);
    });
    it("beyond the limit are rejected and released", async () => {
      const stream = Readable.from(["123456", "789"].map(text => Buffer.from(text)));
      const error = await failure(
        mailer([], { maxStreamBytes: 8 }).send({ ...letter(), attachments: [{ content: stream }] }),
      );
      expect(error).to.include({ code: "message_too_large", attempts: 0 });
      expect(stream.destroyed).to.equal(true);
      expect(server.connections).to.equal(0);
    });
    it("that fail, even while waiting, send nothing", async () => {
      const broken = new Readable({ read: () => undefined });
      const one = mailer([slow("mail", 20)], { pool: { connections: 1 } });
      const first = one.send(letter("first"));
      const second = one.send({ ...letter("second"), attachments: [{ content: broken }] });
      broken.destroy(new Error("disk on fire"));
      const error = await failure(second);
      expect(error).to.include({ code: "invalid_message", attempts: 0 });
      expect(error.message).to.include("attachments[0].content").and.include("disk on fire");
      await first;
      expect([...server.ledger.keys()]).to.deep.equal(["first"]);
    });
    it("of a missing file are an error that names it", async () => {
      const error = await failure(mailer().send({ ...letter(), attachments: [{ path: "/no/such/file" }] }));
      expect(error).to.include({ code: "invalid_message", attempts: 1 });
      expect(error.message).to.include("/no/such/file");
      expect(server.ledger.size).to.equal(0);
    });
  });
});
