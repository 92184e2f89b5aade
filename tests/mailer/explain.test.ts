import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { explainReply } from "../../mailer";

const NOT_VERIFIED =
  "Message rejected: Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: app@example.com";
const CREDENTIALS = "Authentication Credentials Invalid";
const THROTTLED = "Throttling failure: Maximum sending rate exceeded.";

/** As the programs' own sources and public reports have it. */
const LOGS = readFileSync(join(__dirname, "..", "support", "mailer", "logs.tsv"), "utf8")
  .split("\n")
  .filter(line => line !== "" && !line.startsWith("#"))
  .map(line => line.split("\t") as [program: string, code: string, reply: string, log: string]);

describe("ses-smtp explain", () => {
  for (const [program, code, reply, log] of LOGS) {
    it(`finds the reply in a log of ${program}`, () => {
      const explanation = explainReply(JSON.parse(log) as string);
      expect(explanation).to.include({ code });
      expect(explanation?.responseCode).to.equal(reply === "-" ? undefined : Number(reply));
    });
  }
  for (const text of [
    "Server listening on port 587",
    "port: 250",
    "52.58.250.235",
    "2a05:d014:250::554",
    "took 250 ms",
    "sent 500 messages",
    "postfix/smtp[554]: ready",
    "20:15:35",
    "at line 554",
    "pid 250",
    "HTTP/1.1 503 Service Unavailable",
    "HTTP status 500",
    "exit status 250",
    "exited with code 250",
    "200 OK",
    "Expected response code 250",
    "1250",
    "hello",
    "",
  ]) {
    it(`takes nothing in ${JSON.stringify(text)} for a reply`, () => {
      expect(explainReply(text)).to.equal(undefined);
    });
  }
  for (const [reply, code, remedy] of [
    ["501 Invalid MAIL FROM address provided", "sender_rejected", /such as app@example\.com/],
    ["553 5.1.7 Syntax error in sender address", "sender_rejected", /such as app@example\.com/],
    ["554 Transaction failed: Recipient count exceeds 50.", "message_rejected", /at most 50 recipients/],
    ["452 4.5.3 Error: too many recipients", "message_rejected", /at most 50 recipients/],
    ["500 Line too long", "message_rejected", /quoted-printable or base64/],
    [
      "550 5.6.11 SMTPSEND.LongLine; lines longer than 998 octets",
      "message_rejected",
      /quoted-printable or base64/,
    ],
    ["554 Message rejected: Line length exceeds 998", "message_rejected", /quoted-printable or base64/],
    ["554 Configuration set does not exist: main", "configuration", /create the configuration set/],
    [
      "554 Access denied: User `arn:aws:iam::1:user/x' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:eu-central-1:1:configuration-set/other'",
      "sender_rejected",
      /configuration set of the login's own stack/,
    ],
    [
      "554 MAIL FROM domain not verified: bounce.example.com",
      "sender_rejected",
      /MX record and its SPF record/,
    ],
    ["554 Transaction failed: Missing '\"'", "message_rejected", /"Doe, Jane" <jane@example\.com>/],
    ["554 Transaction failed: Illegal semicolon, not in group", "message_rejected", /in quotes/],
    ["554 Transaction failed: Missing final '@domain'", "sender_rejected", /in quotes/],
    ["554 Transaction failed: Duplicate header 'Date'.", "message_rejected", /once/],
    ["530 Must issue a STARTTLS command first", "tls", /Turn on STARTTLS/],
    ["552 Message is too long.", "message_too_large", /40 MB/],
  ] as const) {
    it(`has a remedy for the text of ${reply.slice(0, 60)}`, () => {
      const explanation = explainReply(reply);
      expect(explanation).to.include({ code });
      expect(explanation?.remedy).to.match(remedy);
    });
  }
  it("names what a 535 can be: disabled, failed, rotated, another region", () => {
    expect(explainReply(`535 ${CREDENTIALS}`)?.remedy).to.match(
      /disabled, failed or rotated.*another region/,
    );
  });
  for (const [text, remedy] of [
    ["connect ETIMEDOUT 52.58.250.235:587", /firewall.*587, 2587, 465 and 2465/],
    ["connect ECONNREFUSED 127.0.0.1:2525", /Nothing answers/],
    ["getaddrinfo ENOTFOUND email-smtp.eu-x.amazonaws.com", /no SMTP endpoint/],
    ["SSL routines:ssl3_get_record:wrong version number", /587, 2587 and 25 use STARTTLS/],
    ["self signed certificate in certificate chain", /tls\.ca/],
  ] as const) {
    it(`has a remedy for a connection that failed: ${text.slice(0, 40)}`, () => {
      expect(explainReply(text)).to.not.have.property("responseCode");
      expect(explainReply(text)?.remedy).to.match(remedy);
    });
  }
  it("finds a reply whatever stands around it", () => {
    const around = fc.constantFrom(
      "",
      "ERROR ",
      "[2026-11-26 20:15:35] ",
      "smtp[554]: ",
      "port 587: ",
      "52.58.250.235:587 ",
      "Error: ",
      "mailer: failed: ",
      "> ",
      '{"msg":"',
    );
    const reply = fc.constantFrom(
      `554 ${NOT_VERIFIED}`,
      `535 ${CREDENTIALS}`,
      `454 ${THROTTLED}`,
      "550 5.1.1 User unknown",
    );
    const end = fc.constantFrom(
      "",
      ".",
      "\n",
      " at SMTPConnection (index.js:250:11)",
      '"}',
      " (attempt 3 of 250)",
      " [250 ms]",
    );
    fc.assert(
      fc.property(around, around, reply, end, (first, second, text, last) => {
        const explanation = explainReply(first + second + text + last);
        expect(explanation?.responseCode).to.equal(Number(text.slice(0, 3)));
        expect(explanation?.code).to.equal(explainReply(text)?.code);
      }),
      { numRuns: 500 },
    );
  });
  it("reads a long log in linear time, from its end", () => {
    for (const noise of [
      "(".repeat(200_000),
      "554-".repeat(60_000),
      "expected 250 ".repeat(20_000),
      "a:".repeat(100_000),
      " ".repeat(200_000),
    ])
      expect(explainReply(`${noise}\n535 ${CREDENTIALS}`)).to.include({ responseCode: 535 });
    expect(explainReply("said: 554 x\n".repeat(8_000))).to.include({ responseCode: 554 });
  });
});
