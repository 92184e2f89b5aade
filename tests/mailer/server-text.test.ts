import { expect } from "chai";
import fc from "fast-check";
import { redactor } from "../../mailer/errors/redact";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter } from "../support/mailer/mailers";

/** AWS's documented example; not a real password. */
const PASSWORD = "BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS";
const USERNAME = "AKIAIOSFODNN7EXAMPLE";
const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_126);
const LOGIN = { username: USERNAME, password: PASSWORD };
const base64 = (text: string) => Buffer.from(text).toString("base64");
const TOKEN = base64(`\0${USERNAME}\0${PASSWORD}`);
const hex = Buffer.from(PASSWORD).toString("hex");

const shown = redactor(LOGIN);

/** Whether any six characters in a row of the password, or of an encoding of it, can be read in the text. */
function reveals(text: string): string | undefined {
  const letters = text.replaceAll("[secret]", " \u2603 ").toLowerCase();
  for (const form of [PASSWORD, base64(PASSWORD), TOKEN.slice(32), hex]) {
    const length = form === hex ? 12 : 6;
    for (let at = 0; at + length <= form.length; at++) {
      const part = form.slice(at, at + length).toLowerCase();
      if (letters.includes(part)) return part;
    }
  }
  return undefined;
}

describe("a server's text in an error", () => {
  for (const [what, text] of Object.entries({
    "as it is": `535 no ${PASSWORD}`,
    "as an AUTH PLAIN token": `535 AUTH PLAIN ${TOKEN}`,
    "as an AUTH LOGIN answer": `535 ${base64(PASSWORD)}`,
    "in base64 of anything around it": `535 ${base64(`x${PASSWORD}yz`)} ${base64(`xy${PASSWORD}`)}`,
    "in base64url": `535 ${base64(PASSWORD).replaceAll("+", "-").replaceAll("/", "_")}`,
    "cut at its end": `535 no ${PASSWORD.slice(0, 20)}`,
    "cut at its beginning": `535 no ${PASSWORD.slice(20)}`,
    "cut in the middle of a token": `535 AUTH PLAIN ${TOKEN.slice(0, 60)}...`,
    "split over lines of a reply": `535-5.7.8 AUTH PLAIN ${TOKEN.slice(0, 50)}\n535 5.7.8 ${TOKEN.slice(50)}`,
    "split by spaces": `535 ${[...PASSWORD].join(" ")}`,
    "split by tabs and line ends": `535 ${PASSWORD.slice(0, 5)}\t${PASSWORD.slice(5, 9)}\r\n ${PASSWORD.slice(9)}`,
    "in groups": `535 ${(PASSWORD.match(/.{1,4}/g) ?? []).join("-")}`,
    "as hex": `535 ${hex}`,
    "as upper-case hex": `535 ${hex.toUpperCase()}`,
    "as a hex dump": `535 ${(hex.match(/../g) ?? []).join(":")}`,
    "as escapes": `535 ${(hex.match(/../g) ?? []).map(byte => `\\x${byte}`).join("")}`,
    "as C bytes": `535 ${(hex.match(/../g) ?? []).map(byte => `0x${byte}`).join(", ")}`,
    "as hex of the token": `535 ${Buffer.from(TOKEN).toString("hex")}`,
    "URL-encoded": `535 ${encodeURIComponent(PASSWORD)}`,
    "in other letters": `535 ${PASSWORD.toLowerCase()} ${TOKEN.toUpperCase()}`,
  })) {
    it(`has no secret ${what}`, () => {
      expect(reveals(shown(text)), shown(text)).to.equal(undefined);
      expect(shown(text)).to.match(/^535/).and.include("[secret]");
    });
  }
  it(`has no part of a secret, wherever it was cut and however it was split (seed ${SEED})`, () => {
    const form = fc.constantFrom(PASSWORD, base64(PASSWORD), TOKEN, hex, encodeURIComponent(PASSWORD));
    const between = fc.constantFrom("", " ", "\r\n535-", "\n535 5.7.8 ", "\t", "\u0000", "\u200b");
    fc.assert(
      fc.property(form, fc.nat(90), fc.nat(90), fc.nat(12), between, (secret, from, to, step, glue) => {
        const cut = secret.slice(Math.min(from, to), Math.max(from, to));
        const pieces = cut.match(new RegExp(`.{1,${step + 1}}`, "g")) ?? [];
        const result = shown(`535 5.7.8 Rejected: ${pieces.join(glue)} (see the log)`);
        expect(reveals(result), result).to.equal(undefined);
        expect(result)
          .to.match(/^535 5\.7\.8 Reject/)
          .and.match(/the log\)$/);
      }),
      { numRuns: 1_000, seed: SEED },
    );
  });
  it("keeps everything else", () => {
    const reply =
      "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: alice@example.com";
    expect(shown(reply)).to.equal(reply);
    expect(redactor(undefined)(reply)).to.equal(reply);
    expect(redactor({ username: "u", password: "x" })("550 No such user")).to.equal("550 No such user");
  });
  it("shows control characters instead of obeying them", () => {
    expect(
      shown("550 \u001b[2J\u001b]0;title\u0007 a\r\n550 b\u009b31m \u202egpj.exe\u2028 c\u0000d"),
    ).to.equal("550 \\u001b[2J\\u001b]0;title\\u0007 a\\r\\n550 b\\u009b31m \\u202egpj.exe\\u2028 c\\u0000d");
  });
  it("is at most 1 kB, whatever its script, and a secret at the cut is redacted too", () => {
    for (const text of ["x".repeat(1_000_000), "€".repeat(5_000), "😀".repeat(5_000)]) {
      const result = shown(`550 ${text}`);
      expect(Buffer.byteLength(result)).to.be.within(1_000, 1_024);
      expect(result).to.match(/…$/).and.not.include("\ufffd");
    }
    for (let before = 950; before < 1_024; before++)
      expect(reveals(shown(`550 ${"x".repeat(before)}${PASSWORD}`))).to.equal(undefined);
  });
  it("is made harmless in all parts of an error and of a result", async () => {
    const server = await FaultyServer.start();
    const mailer = impatient(server.port, { retry: { attempts: 1 } }, LOGIN);
    const noise = `\u001b[31m${"y".repeat(3_000)}`;
    const everything = (error: Error) =>
      [error.message, error.stack, JSON.stringify(error), JSON.stringify(error.cause)].join("\n");
    for (const stage of ["auth", "mail", "rcpt", "data", "end", "greeting"] as const) {
      server.reset([{ stage, action: { kind: "reply", text: `554 ${TOKEN.slice(0, 70)} ${noise}` } }]);
      const error = await failure(mailer.send(letter()));
      expect(everything(error), stage).to.not.include("\u001b").and.not.include(TOKEN.slice(32, 50));
      expect(Buffer.byteLength(error.response ?? "")).to.be.at.most(1_024);
      expect(error.message.length).to.be.below(2_000);
      expect(error.cause?.message.length ?? 0).to.be.below(1_100);
    }
    server.reset([{ stage: "taken", action: { kind: "reply", text: `250 Ok ${noise} ${PASSWORD}` } }]);
    const { response } = await mailer.send(letter());
    expect(response).to.not.include("\u001b").and.not.include(PASSWORD);
    expect(Buffer.byteLength(response)).to.be.at.most(1_024);
    await mailer.close();
    await server.close();
  });
});
