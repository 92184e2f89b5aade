import { readFileSync } from "node:fs";
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

import { expect } from "chai";

import { Dialogue, plain } from "../../support/ses/dialogue";
import { ALICE, type Bench, MESSAGE, failure, mailer, startBench } from "../../support/ses/local-ses";

describe("local SES: SMTP submission", () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  afterEach(() => {
    bench.ses.mailbox.clear();
  });
  after(async () => {
    await bench.close();
  });

  for (const mode of ["starttls", "tls"] as const) {
    // Proves R6.1, R6.3
    it(`accepts a message over ${mode} and replies with its ID`, async () => {
      const { response } = await mailer(bench, mode).sendMail(MESSAGE);
      expect(response).to.match(/^250 Ok 0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
      const [message] = bench.ses.mailbox.list();
      expect(message).to.include({ user: "alice", subject: "Hello", id: response.split(" ")[2] });
    });
  }

  describe("TLS", () => {
    it("writes the CA certificate, without its private key, to ca.pem", () => {
      expect(readFileSync(bench.ses.smtp.caFile, "utf8")).to.equal(bench.ses.smtp.caPem);
      expect(bench.ses.smtp.caPem)
        .to.match(/^-----BEGIN CERTIFICATE-----/)
        .and.not.include("PRIVATE");
    });
    it("is trusted only with that CA", async () => {
      const error = await failure(
        new Promise((resolve, reject) => {
          const socket = tls.connect({ port: bench.ses.smtp.tlsPort, host: "127.0.0.1" }, () => {
            resolve(socket.end());
          });
          socket.on("error", reject);
        }),
      );
      expect(error.message).to.match(/unable to verify/);
    });
    it("rejects TLS 1.1", async () => {
      const error = await failure(
        new Promise((resolve, reject) => {
          const { tlsPort: port, caPem: ca } = bench.ses.smtp;
          const socket = tls.connect({
            port,
            host: "127.0.0.1",
            ca,
            minVersion: "TLSv1",
            maxVersion: "TLSv1.1",
          });
          socket.on("secureConnect", resolve).on("error", reject);
        }),
      );
      expect(error.message).to.match(/protocol|alert|no ciphers/i);
    });
  });

  describe("before login", () => {
    it("greets and lists its extensions like SES", async () => {
      const { session, greeting } = await Dialogue.open(bench.ses.smtp.port);
      expect(greeting).to.match(/^220 email-smtp\.amazonaws\.com ESMTP SimpleEmailService-/);
      expect((await session.say("EHLO client.test")).split("\r\n")).to.have.members([
        "250-email-smtp.amazonaws.com",
        "250-8BITMIME",
        "250-AUTH PLAIN LOGIN",
        "250-STARTTLS",
        "250-SIZE 41943040",
        "250 Ok",
      ]);
      session.destroy();
    });
    // Proves R6.3, D-network-security.1
    it("requires STARTTLS before AUTH and MAIL", async () => {
      const { session } = await Dialogue.open(bench.ses.smtp.port);
      await session.say("EHLO client.test");
      const auth = await session.say(`AUTH PLAIN ${plain(ALICE, bench.password)}`);
      expect(auth).to.equal("530 Must issue a STARTTLS command first");
      const mail = await session.say("MAIL FROM:<alice@example.com>");
      expect(mail).to.equal("530 Must issue a STARTTLS command first");
      session.destroy();
    });
    it("requires authentication before MAIL", async () => {
      const session = await Dialogue.secure(bench, false);
      expect(await session.say("MAIL FROM:<alice@example.com>")).to.equal("530 Authentication required");
      session.destroy();
    });
  });

  describe("addresses", () => {
    let session: Dialogue;
    beforeEach(async () => {
      session = await Dialogue.secure(bench);
    });
    afterEach(() => {
      session.destroy();
    });

    for (const address of [
      "alice",
      "<alice>",
      "<>",
      "SES (<a@example. com>)",
      "<a@@example.com>",
      "<älice@example.com>",
    ]) {
      it(`rejects MAIL FROM:${address}`, async () => {
        expect(await session.say(`MAIL FROM:${address}`)).to.equal("501 Invalid MAIL FROM address provided");
      });
    }
    it("accepts addresses without angle brackets, like SES", async () => {
      expect(await session.say("MAIL FROM: alice@example.com")).to.equal("250 Ok");
      expect(await session.say("RCPT TO:bob@elsewhere.test")).to.equal("250 Ok");
    });
    // Proves R6.4, D-smtp-errors.2
    it("rejects invalid recipients", async () => {
      await session.say("MAIL FROM:<alice@example.com>");
      expect(await session.say("RCPT TO:User2")).to.equal("501 Invalid RCPT TO address provided");
      expect(await session.say("RCPT TO:<bob@nodots>")).to.equal("550 Invalid recipient domain");
      expect(await session.say("RCPT TO:<bob@[127.0.0.1]>")).to.equal("550 Invalid recipient domain");
    });
    it("accepts at most 50 recipients", async () => {
      const people = Array.from({ length: 51 }, (_, index) => `person${index}@elsewhere.test`);
      const message = "From: alice@example.com\r\n\r\nHi";
      expect(await session.submit("alice@example.com", people.slice(0, 50), message)).to.match(/^250 Ok /);
      expect(await session.submit("alice@example.com", people, message)).to.equal(
        "554 Transaction failed: Recipient count exceeds 50.",
      );
    });
  });

  describe("size", () => {
    it("is advertised, and a larger declared or actual size is rejected", async () => {
      const small = await startBench({ maxMessageBytes: 2_000 });
      const session = await Dialogue.secure(small);
      expect(await session.say("MAIL FROM:<alice@example.com> SIZE=2001")).to.equal(
        "552 Message is too long.",
      );
      const message = `From: alice@example.com\r\n\r\n${"x".repeat(70).concat("\r\n").repeat(30)}`;
      const reply = await session.submit("alice@example.com", ["bob@elsewhere.test"], message);
      expect(reply).to.equal("552 Message is too long.");
      expect(small.ses.mailbox.list()).to.deep.equal([]);
      session.destroy();
      await small.close();
    });
  });

  describe("broken sessions", () => {
    it("do not affect the server", async () => {
      const cut = await Dialogue.secure(bench);
      await cut.say("MAIL FROM:<alice@example.com>");
      await cut.say("RCPT TO:<bob@elsewhere.test>");
      await cut.say("DATA");
      cut.write("From: alice@example.com\r\n\r\nHalf a mess");
      cut.destroy();
      const noise = net.connect(bench.ses.smtp.tlsPort, "127.0.0.1", () => {
        noise.end("GET / HTTP/1.1\r\n\r\n");
      });
      noise.on("error", () => undefined).resume();
      const { session } = await Dialogue.open(bench.ses.smtp.port);
      await session.say("EHLO client.test");
      await session.say("STARTTLS");
      session.write("not a handshake at all\r\n");
      await mailer(bench).sendMail(MESSAGE);
      expect(bench.ses.mailbox.list()).to.have.length(1);
      session.destroy();
    });
    it("do not prevent close from finishing", async () => {
      const other = await startBench();
      const session = await Dialogue.secure(other);
      const { session: idle } = await Dialogue.open(other.ses.smtp.port);
      const stubborn = net.connect({ port: other.ses.smtp.port, host: "127.0.0.1", allowHalfOpen: true });
      await once(stubborn.resume(), "data");
      await other.close();
      expect(
        await failure(
          Dialogue.open(other.ses.smtp.port).then(({ greeting }) => {
            if (greeting === "(closed)") throw new Error("closed");
          }),
        ),
      ).to.have.property("message", "closed");
      session.destroy();
      idle.destroy();
      stubborn.destroy();
    });
  });

  it("reports a port that is in use, and starts nothing", async () => {
    const { port } = bench.ses.smtp;
    const error = await failure(startBench({ ports: { mailbox: port } }));
    expect(error.message)
      .to.include(`Port ${port} `)
      .and.match(/another port/);
  });
});
