import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createMailer, ERROR_CODES, explainReply, MailerError, type MailerEvent } from "../../mailer";
import { hintFor } from "../../mailer/config/login-shape";
import { LOGIN, failure, impatient, letter } from "../support/mailer/mailers";
import { FaultyServer } from "../support/mailer/faulty-server";

describe("the mailer's errors", () => {
  it("are all in the table of docs/mailer.md, word for word", () => {
    const docs = readFileSync(join(__dirname, "..", "..", "docs", "mailer.md"), "utf8");
    const rows = docs.split("\n").map(line =>
      line
        .split("|")
        .map(cell => cell.trim())
        .slice(1, -1),
    );
    const documented = rows.filter(([code = ""]) => code.slice(1, -1) in ERROR_CODES);
    const table = Object.entries(ERROR_CODES).map(([code, { retried, meaning, remedy }]) => [
      `\`${code}\``,
      retried ? "yes" : "no",
      meaning,
      remedy,
    ]);
    expect(documented).to.deep.equal(table);
  });

  for (const [reply, code] of [
    ["454 Throttling failure", "throttled"],
    ["454 Throttling failure: Maximum sending rate exceeded", "throttled"],
    ["454 Throttling failure: Daily message quota exceeded", "daily_quota"],
    ["454 Temporary authentication failure", "temporary_failure"],
    ["535 Authentication Credentials Invalid", "authentication"],
    ["530 Must issue a STARTTLS command first", "tls"],
    ["530 Authentication required", "authentication"],
    ["554-5.7.1 Message rejected: Email address is not verified", "sender_rejected"],
    ["552 Message is too long.", "message_too_large"],
    ["421 Too many concurrent SMTP connections", "throttled"],
    ["451 4.3.0 Temporary service failure", "temporary_failure"],
    ["501 Invalid RCPT TO address provided", "recipient_rejected"],
    ["501 Invalid MAIL FROM address provided", "sender_rejected"],
    ["554 anything else", "message_rejected"],
    ["550 5.1.1 <bob@example.com>: user unknown", "recipient_rejected"],
    ["454 4.7.0 TLS not available due to temporary reason", "temporary_failure"],
    ["421 4.4.2 Connection timed out", "temporary_failure"],
    ["554 Access denied: User is not authorized to perform `ses:SendRawEmail'", "sender_rejected"],
    ["554 Message rejected: Sending paused for this account.", "sending_paused"],
    ["250 Ok 0100018f-1", "accepted"],
    ["smtp; 535 Authentication Credentials Invalid", "authentication"],
  ] as const) {
    // Proves FR-005, R6.4, D-smtp-errors.4
    it(`explain "${reply}" as ${code}`, () => {
      expect(explainReply(reply)).to.include({ code, responseCode: Number(/\d{3}/.exec(reply)?.[0]) });
    });
  }
  it("explain nothing that is not a reply", () => {
    for (const text of ["", "hello", "12", "1250"]) expect(explainReply(text), text).to.equal(undefined);
  });

  const target = (username: string, password: string, host = "email-smtp.eu-central-1.amazonaws.com") =>
    hintFor({
      provider: "ses",
      host,
      port: 587,
      secure: false,
      requireTls: true,
      region: "eu-central-1",
      login: { username, password },
    });
  const PASSWORD = "BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS";
  const KEY = "AKIAIOSFODNN7EXAMPLE";
  for (const [what, hint, expected] of [
    ["an IAM user name as user name", target("ses-smtp-user-jane-1700000000", PASSWORD), /IAM user name/],
    ["a temporary key", target("ASIAIOSFODNN7EXAMPLE", PASSWORD), /temporary/],
    [
      "a raw secret key as password",
      target(KEY, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      /secret access key/,
    ],
    [
      "an endpoint in another region",
      target(KEY, PASSWORD, "email-smtp.us-east-1.amazonaws.com"),
      /eu-central-1.*us-east-1/,
    ],
    ["the right shapes", target(KEY, PASSWORD), /region other than eu-central-1.*inactive/],
    ["a damaged password", target(KEY, "BMPP"), /44 characters/],
  ] as const) {
    it(`hint at ${what} without showing the password`, () => {
      expect(hint).to.match(expected).and.not.include("wJalr").and.not.include("BMPP");
    });
  }

  it("never hold a secret, even where the server echoes it", async () => {
    const token = Buffer.from(`\0${LOGIN.username}\0${LOGIN.password}`).toString("base64");
    const events: MailerEvent[] = [];
    const server = await FaultyServer.start();
    for (const text of [
      `535 bad: AUTH PLAIN ${token}`,
      `454 ${LOGIN.password}`,
      `554 ${Buffer.from(LOGIN.password).toString("base64")}`,
    ]) {
      server.reset([{ stage: "auth", action: { kind: "reply", text } }]);
      const mailer = impatient(server.port, { retry: { attempts: 1 }, onEvent: event => events.push(event) });
      const error = await failure(mailer.send(letter()));
      const everything = [
        error.message,
        error.stack,
        JSON.stringify(error),
        JSON.stringify(error.cause),
        JSON.stringify(events),
      ].join("\n");
      expect(everything)
        .to.not.include(LOGIN.password)
        .and.not.include(token.slice(0, 20))
        .and.not.include("Y29ycmVjdCBob3JzZ");
      expect(error.response).to.include("[secret]");
      await mailer.close();
    }
    await server.close();
  });
  it("of an observer do not stop mail", async () => {
    const server = await FaultyServer.start();
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on("warning", listen);
    const mailer = impatient(server.port, {
      onEvent: () => {
        throw new Error("log is full");
      },
    });
    expect(await mailer.send(letter())).to.include({ attempts: 1 });
    await new Promise(resolve => setImmediate(resolve));
    process.off("warning", listen);
    expect(warnings.map(({ message }) => message)).to.include("log is full");
    await mailer.close();
    await server.close();
  });
  it("before the first attempt are logged too", async () => {
    const events: MailerEvent[] = [];
    const config = {
      provider: "smtp",
      host: "127.0.0.1",
      port: 9,
      secure: false,
      fromEmail: "a@example.com",
    } as const;
    const mailer = createMailer(config, { onEvent: event => events.push(event) });
    await failure(mailer.send({ subject: "x" }));
    expect(events.map(event => ({ ...event, messageId: "" }))).to.deep.equal([
      {
        type: "failed",
        provider: "smtp",
        host: "127.0.0.1",
        messageId: "",
        attempt: 0,
        recipients: 0,
        durationMs: 0,
        code: "invalid_message",
      },
    ]);
    expect(await failure(mailer.send(undefined as never))).to.be.instanceOf(MailerError);
  });
});
