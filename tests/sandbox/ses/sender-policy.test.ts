import { expect } from "chai";

import type { SmtpIdentity } from "../../../sandbox/ses/submission/authentication";
import { Dialogue } from "../../support/ses/dialogue";
import {
  ACCOUNT,
  ALICE,
  type Bench,
  MESSAGE,
  REGION,
  call,
  failure,
  identity,
  mailer,
  senderPolicy,
  startBench,
} from "../../support/ses/local-ses";

const denied = (resource: string) =>
  `554 Access denied: User \`arn:aws:iam::${ACCOUNT}:user/alice' is not authorized to perform ` +
  `\`ses:SendRawEmail' on resource \`arn:aws:ses:${REGION}:${ACCOUNT}:${resource}'`;

describe("local SES: sender policy", () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
    call(bench.ses, "POST", "/v2/email/configuration-sets", { ConfigurationSetName: "other" });
    call(bench.ses, "POST", "/v2/email/identities", {
      EmailIdentity: "monitored.example.com",
      ConfigurationSetName: "main",
    });
  });
  afterEach(() => {
    bench.users.set(ALICE, identity());
    bench.ses.mailbox.clear();
  });
  after(async () => {
    await bench.close();
  });

  const user = (overrides: Partial<SmtpIdentity>) => bench.users.set(ALICE, identity(overrides));
  const maySend = (...addresses: string[]) => user({ policies: [senderPolicy(addresses)] });

  /** The reply to a message with these header lines. */
  const submit = async (headers: string | readonly string[], envelopeFrom = "alice@example.com") => {
    const session = await Dialogue.secure(bench);
    const lines = [headers].flat().join("\r\n");
    const reply = await session.submit(envelopeFrom, ["bob@elsewhere.test"], `${lines}\r\n\r\nHi`);
    session.destroy();
    return reply;
  };
  const ok = /^250 Ok 0100/;

  it("rejects with a 554 that nodemailer reports", async () => {
    const error = await failure(mailer(bench).sendMail({ ...MESSAGE, from: "boss@example.com" }));
    expect(error).to.include({ responseCode: 554, response: denied("identity/example.com") });
  });

  describe("the sender", () => {
    // Proves T8.2-b
    it("must be allowed in the header", async () => {
      expect(await submit("From: Alice <alice@example.com>")).to.match(ok);
      expect(await submit("From: Boss <boss@example.com>")).to.equal(denied("identity/example.com"));
    });
    // Proves T8.2-b, T8.2-c
    it("must be allowed in the envelope", async () => {
      expect(await submit("From: alice@example.com", "boss@example.com")).to.equal(
        denied("identity/example.com"),
      );
    });
    it("must be allowed for each address in From", async () => {
      maySend("alice@example.com", "carol@example.com");
      expect(await submit("From: alice@example.com, Carol <carol@example.com>")).to.match(ok);
      expect(await submit("From: alice@example.com, boss@example.com")).to.equal(
        denied("identity/example.com"),
      );
      expect(await submit("From: Team: alice@example.com, boss@example.com;")).to.equal(
        denied("identity/example.com"),
      );
    });
    it("is the address, not the display name", async () => {
      expect(await submit('From: "alice@example.com" <boss@example.com>')).to.equal(
        denied("identity/example.com"),
      );
    });
    for (const from of [
      "alice@example.com <boss@example.com>",
      "boss@example.com <alice@example.com>",
      "<alice@example.com> boss@example.com",
      "alice@example.com (a comment) boss@example.com",
    ]) {
      it(`includes every address that is written out: ${from}`, async () => {
        expect(await submit(`From: ${from}`)).to.equal(denied("identity/example.com"));
      });
    }
    for (const name of [
      "alice@example.com",
      '"boss@example.com"',
      "=?utf-8?q?boss=40example=2Ecom?=",
      "(boss@example.com)",
    ]) {
      it(`does not include an address in a display name: ${name}`, async () => {
        expect(await submit(`From: ${name} <alice@example.com>`)).to.match(ok);
      });
    }
    it("can be in a folded line, and the domain in any case", async () => {
      expect(await submit(["From: Alice", "  <alice@EXAMPLE.com>"])).to.match(ok);
      expect(await submit("From: ALICE@example.com")).to.equal(denied("identity/example.com"));
    });
    it("can match a wildcard", async () => {
      maySend("*@example.com");
      expect(await submit("From: anyone@example.com")).to.match(ok);
    });
    it("is limited by the permissions boundary", async () => {
      user({ policies: [senderPolicy(["*"])], boundary: senderPolicy(["*@other.example"]) });
      expect(await submit("From: alice@example.com")).to.equal(denied("identity/example.com"));
    });
    it("is checked against the current policy, even in an open session", async () => {
      const session = await Dialogue.secure(bench);
      const send = () =>
        session.submit("alice@example.com", ["bob@elsewhere.test"], "From: alice@example.com\r\n\r\nHi");
      expect(await send()).to.match(ok);
      user({ policies: [{ Statement: { Effect: "Deny", Action: "*", Resource: "*" } }] });
      expect(await send()).to.equal(denied("identity/example.com"));
      session.destroy();
    });
  });

  describe("the identity", () => {
    const unverified = (addresses: string) =>
      "554 Message rejected: Email address is not verified. The following identities failed the check in region " +
      `EU-CENTRAL-1: ${addresses}`;

    it("must be verified", async () => {
      maySend("*");
      expect(await submit("From: a@unknown.test", "b@unknown.test")).to.equal(
        unverified("b@unknown.test, a@unknown.test"),
      );
    });
    it("can be a parent domain, which is then the resource", async () => {
      maySend("*@team.example.com");
      expect(await submit("From: a@team.example.com", "a@team.example.com")).to.match(ok);
      expect(await submit("From: a@teams.example.com", "a@team.example.com")).to.equal(
        denied("identity/example.com"),
      );
    });
    it("can be an email address", async () => {
      call(bench.ses, "POST", "/v2/email/identities", { EmailIdentity: "alice@personal.test" });
      maySend("*");
      expect(await submit("From: alice@personal.test", "alice@personal.test")).to.match(ok);
      expect(await submit("From: bob@personal.test", "bob@personal.test")).to.equal(
        unverified("bob@personal.test"),
      );
    });
    it("is also required for Sender and Return-Path", async () => {
      expect(await submit(["From: alice@example.com", "Sender: x@unknown.test"])).to.equal(
        unverified("x@unknown.test"),
      );
    });
  });

  describe("the configuration set", () => {
    it("is the one named in the header", async () => {
      expect(await submit(["X-SES-CONFIGURATION-SET: main", "From: alice@example.com"])).to.match(ok);
      expect(bench.ses.mailbox.list()[0]).to.include({ configurationSet: "main" });
    });
    it("is the identity's default if no header names one", async () => {
      maySend("*");
      expect(await submit("From: a@monitored.example.com", "a@monitored.example.com")).to.match(ok);
      expect(bench.ses.mailbox.list()[0]).to.include({ configurationSet: "main" });
    });
    it("fails the identity's mail once it is deleted, although it is still the default", async () => {
      maySend("*");
      call(bench.ses, "DELETE", "/v2/email/configuration-sets/main");
      const reply = await submit("From: a@monitored.example.com", "a@monitored.example.com");
      call(bench.ses, "POST", "/v2/email/configuration-sets", { ConfigurationSetName: "main" });
      expect(reply).to.equal("554 Configuration set does not exist: main");
    });
    it("must be allowed", async () => {
      expect(await submit(["X-SES-Configuration-Set: other", "From: alice@example.com"])).to.equal(
        denied("configuration-set/other"),
      );
    });
    it("must exist", async () => {
      expect(await submit(["X-SES-CONFIGURATION-SET: nope", "From: alice@example.com"])).to.equal(
        "554 Configuration set does not exist: nope",
      );
    });
    it("must not be paused, and neither must the account", async () => {
      const set = (path: string, SendingEnabled: boolean) => call(bench.ses, "PUT", path, { SendingEnabled });
      set("/v2/email/configuration-sets/main/sending", false);
      expect(await submit(["X-SES-CONFIGURATION-SET: main", "From: alice@example.com"])).to.match(
        /^554 .*disabled/,
      );
      set("/v2/email/configuration-sets/main/sending", true);
      set("/v2/email/account/sending", false);
      expect(await submit("From: alice@example.com")).to.match(/^554 .*suspended for this account/);
      set("/v2/email/account/sending", true);
    });
  });

  describe("headers", () => {
    for (const [title, headers, reason] of [
      ["a second From", ["From: alice@example.com", "from: boss@example.com"], "Duplicate header 'from'."],
      [
        "a second Subject",
        ["From: alice@example.com", "Subject: a", "Subject: b"],
        "Duplicate header 'Subject'.",
      ],
      ["no From", ["Subject: Hi"], "Missing required header 'From'."],
      ["no domain", ["From: alice"], "Missing final '@domain'"],
      ["an empty From", ["From: "], "Missing final '@domain'"],
      [
        "an encoded address",
        ["From: =?utf-8?q?=22a=22_=3Calice=40example.com=3E?="],
        "Missing final '@domain'",
      ],
      ["a source route", ["From: <@alice@example.com:boss@example.com>"], "Missing final '@domain'"],
      ["a quoted local part", ['From: "x@evil.test y"@example.com'], "Missing final '@domain'"],
    ] as const) {
      it(`with ${title} are rejected`, async () => {
        expect(await submit(headers)).to.equal(`554 Transaction failed: ${reason}`);
      });
    }
  });
});
