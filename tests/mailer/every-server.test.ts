import { Readable } from "node:stream";
import { expect } from "chai";
import PostalMime from "postal-mime";
import {
  createMailer,
  type EmailConfig,
  type Mailer,
  type MailerEvent,
  MemorySuppressionList,
} from "../../mailer";
import { failure } from "../support/mailer/mailers";
import { MAX_BYTES, SERVERS, type TestServer } from "../support/mailer/servers";

for (const [name, start] of Object.entries(SERVERS)) {
  describe(`the mailer and ${name}`, () => {
    let server: TestServer;
    let mailer: Mailer;
    const events: MailerEvent[] = [];
    const suppressed = new MemorySuppressionList();
    before(async () => {
      server = await start();
      const suppression = { list: suppressed, whenUnavailable: "refuse" as const };
      mailer = createMailer(server.config, { suppression, onEvent: event => events.push(event) });
    });
    afterEach(() => {
      server.clear();
      events.length = 0;
    });
    after(async () => {
      await mailer.close();
      await server.close();
    });

    const received = async () => {
      const [message] = await server.received(1);
      return { envelope: message, mail: await PostalMime.parse(message?.raw ?? "") };
    };
    const withLogin = (password: string): EmailConfig =>
      server.config.provider === "ses"
        ? { ...server.config, smtpPassword: password }
        : { ...server.config, password };

    // Proves US1.1, FR-001, A-5, P-component1.1, P-test-unit.1
    it("connects encrypted and logs in", async () => {
      const { provider } = server.config;
      expect(await mailer.verify()).to.include({ provider, host: "127.0.0.1", secure: true });
    });
    // Proves US1.2, FR-007, A-5, P-test-manual.1
    it("sends a test message", async () => {
      expect(await mailer.sendTestEmail("bob@elsewhere.test")).to.include({
        attempts: 1,
        possibleDuplicate: false,
      });
      const { envelope, mail } = await received();
      expect(envelope).to.deep.include({ from: "alice@example.com", to: ["bob@elsewhere.test"] });
      expect(mail.from).to.deep.include({ address: "alice@example.com", name: "Alice" });
    });
    it("returns the ID that the server gave the message, or the Message-ID header", async () => {
      const result = await mailer.send({ to: "bob@elsewhere.test", subject: "Id", text: "x" });
      if (server.config.provider === "ses")
        expect(result.messageId).to.match(/^0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
      else expect(result.messageId).to.equal((await received()).mail.messageId);
      expect(result.messageIdHeader).to.match(/^<[0-9a-f-]{36}@example\.com>$/);
    });
    it("sends text, HTML, names in any script, copies, reply-to and headers", async () => {
      await mailer.send({
        to: ["Bob Übel <bob@elsewhere.test>", { name: "蔡, 英", address: "cai@elsewhere.test" }],
        cc: "carol@elsewhere.test",
        bcc: "dave@elsewhere.test",
        replyTo: "help@example.com",
        subject: "Grüße ✓",
        text: "Text ä\n.\n..dots",
        html: "<p>HTML ä</p>",
        headers: { "X-Campaign": "spring" },
        listUnsubscribe: { url: "https://example.com/u/1?x=y", mailto: "leave@example.com" },
      });
      const { envelope, mail } = await received();
      expect(envelope?.to).to.have.members(
        ["bob", "cai", "carol", "dave"].map(user => `${user}@elsewhere.test`),
      );
      expect(mail.to?.map(to => to.name)).to.deep.equal(["Bob Übel", "蔡, 英"]);
      expect(mail).to.include({ subject: "Grüße ✓" });
      expect(mail.text?.replaceAll("\r\n", "\n")).to.equal("Text ä\n.\n..dots\n");
      expect(mail.html?.trim()).to.equal("<p>HTML ä</p>");
      expect(mail.replyTo?.[0]?.address).to.equal("help@example.com");
      expect(mail.bcc).to.equal(undefined);
      const header = (key: string) => mail.headers.find(one => one.key === key)?.value;
      expect(header("x-campaign")).to.equal("spring");
      expect(header("list-unsubscribe")).to.equal(
        "<https://example.com/u/1?x=y>, <mailto:leave@example.com>",
      );
      expect(header("list-unsubscribe-post")).to.equal("List-Unsubscribe=One-Click");
    });
    it("sends attachments: text, bytes, a stream and a file", async () => {
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
      await mailer.send({
        to: "bob@elsewhere.test",
        subject: "Attachments",
        html: '<img src="cid:logo">',
        attachments: [
          { filename: "résumé.txt", content: "text" },
          { filename: "logo.png", content: new Uint8Array([1, 2, 3]), cid: "logo" },
          { filename: "data.bin", content: Readable.from([bytes.subarray(0, 1_000), bytes.subarray(1_000)]) },
          { path: __filename, filename: "source.ts" },
        ],
      });
      const { mail } = await received();
      const sizes: Record<string, number> = Object.fromEntries(
        mail.attachments.map(({ filename, content }) => [
          filename ?? "",
          (content as ArrayBuffer).byteLength,
        ]),
      );
      expect(sizes)
        .to.include({ "résumé.txt": 4, "logo.png": 3, "data.bin": 300_000 })
        .and.have.property("source.ts");
      const data = mail.attachments.find(({ filename }) => filename === "data.bin")?.content as ArrayBuffer;
      expect(Buffer.from(data).equals(bytes)).to.equal(true);
    });
    // Proves A-5, P-component1.4
    it("passes tags and the configuration set to SES, and to no other server", async () => {
      await mailer.send({
        to: "bob@elsewhere.test",
        subject: "x",
        text: "x",
        tags: { kind: "test" },
        configurationSet: "main",
      });
      const headers = (await received()).mail.headers.filter(({ key }) => key.startsWith("x-ses-"));
      const expected = [
        { key: "x-ses-configuration-set", value: "main" },
        { key: "x-ses-message-tags", value: "kind=test" },
      ];
      expect(headers.map(({ key, value }) => ({ key, value }))).to.deep.equal(
        server.config.provider === "ses" ? expected : [],
      );
    });
    it("sends 60 messages over the pool, each once", async () => {
      const subjects = Array.from({ length: 60 }, (_, index) => `Number ${index}`);
      const results = await Promise.all(
        subjects.map(subject => mailer.send({ to: "bob@elsewhere.test", subject, text: "x" })),
      );
      expect(new Set(results.map(({ messageId }) => messageId)).size).to.equal(60);
      const arrived = (await server.received(60)).map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1]);
      expect(arrived).to.have.members(subjects);
    });
    // Proves FR-008
    it("emits the same attempt and accepted events", async () => {
      await mailer.send({ to: "bob@elsewhere.test", subject: "x", text: "x" });
      expect(events.map(({ type, attempt, provider }) => ({ type, attempt, provider }))).to.deep.equal(
        ["attempt", "accepted"].map(type => ({ type, attempt: 1, provider: server.config.provider })),
      );
      expect(JSON.stringify(events)).to.not.include("elsewhere.test");
    });
    // Proves US1.4, D-smtp-errors.3
    it("reports a wrong password as `authentication`, without showing it", async () => {
      const wrong = createMailer(withLogin("Wrong/horse+battery=staple"));
      const error = await failure(wrong.sendTestEmail("bob@elsewhere.test"));
      expect(error).to.include({ code: "authentication", responseCode: 535, attempts: 1, retryable: false });
      expect(
        JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause }),
      ).to.not.match(/Wrong\/horse|V3Jvbmc/);
      await wrong.close();
    });
    it("reports a message that is too large, and continues", async () => {
      const large = {
        to: "bob@elsewhere.test",
        subject: "x",
        attachments: [{ filename: "x", content: "x".repeat(MAX_BYTES) }],
      };
      expect(await failure(mailer.send(large))).to.include({
        code: "message_too_large",
        retryable: false,
        attempts: 1,
      });
      expect(await mailer.sendTestEmail("bob@elsewhere.test")).to.include({ attempts: 1 });
    });
    // Proves P-overview.3, P-component1.2
    it("does not send to suppressed addresses", async () => {
      suppressed.add({ address: "Gone@elsewhere.test", reason: "bounce" });
      const result = await mailer.send({
        to: ["gone@elsewhere.test", "bob@elsewhere.test"],
        subject: "x",
        text: "x",
      });
      expect(result).to.deep.include({ accepted: ["bob@elsewhere.test"], rejected: ["gone@elsewhere.test"] });
      expect((await received()).envelope?.to).to.deep.equal(["bob@elsewhere.test"]);
      expect(await failure(mailer.sendTestEmail("gone@elsewhere.test"))).to.include({
        code: "suppressed",
        attempts: 0,
      });
    });
    // Proves D-smtp-errors.2
    it("separates accepted from rejected recipients", async function () {
      if (server.config.provider === "ses") this.skip(); // SES reports rejected recipients after its 250, as events
      const result = await mailer.send({
        to: ["nobody@elsewhere.test", "bob@elsewhere.test"],
        subject: "x",
        text: "x",
      });
      expect(result).to.deep.include({
        accepted: ["bob@elsewhere.test"],
        rejected: ["nobody@elsewhere.test"],
      });
      expect(result.rejections[0]).to.include({ responseCode: 550 });
      const error = await failure(mailer.sendTestEmail("nobody@elsewhere.test"));
      expect(error).to.include({ code: "recipient_rejected", responseCode: 550, attempts: 1 });
    });
  });
}
