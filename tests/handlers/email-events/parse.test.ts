import { expect } from "chai";
import fc from "fast-check";
import type { BounceEvent, EmailEvent } from "../../../handlers/email-events/events";
import { parseEvent, parseMessage } from "../../../handlers/email-events/parse/parse";
import { DOCUMENTED } from "../../support/ses-events/documented";
import { bounce, failed, message } from "../../support/ses-events/reported-shapes";

const RECEIVED = "2026-11-20T12:00:00.000Z";

function eventOf(value: unknown): EmailEvent {
  const parsed = parseMessage(JSON.stringify(value), RECEIVED);
  if (parsed.kind !== "event") throw new Error(`not an event: ${JSON.stringify(parsed)}`);
  return parsed.event;
}

describe("messages of SES", () => {
  const KINDS: Readonly<Record<string, EmailEvent["kind"]>> = {
    Bounce: "bounce",
    Complaint: "complaint",
    Delivery: "delivery",
    Send: "send",
    Reject: "reject",
    Open: "open",
    Click: "click",
    "Rendering Failure": "rendering-failure",
    DeliveryDelay: "delay",
    Subscription: "subscription",
  };

  it("has every example of AWS's two pages", () => {
    expect(DOCUMENTED).to.have.lengthOf(15);
    const types = DOCUMENTED.map(({ message: { eventType } }) => eventType);
    expect(types.filter(Boolean)).to.have.members(Object.keys(KINDS));
  });

  for (const { page, title, message: documented } of DOCUMENTED) {
    it(`reads AWS's example "${title}" (${page.slice(page.lastIndexOf("/") + 1)}) in both shapes and from EventBridge`, () => {
      const { eventType, notificationType, ...rest } = documented;
      const type = String(eventType ?? notificationType);
      const event = eventOf({ eventType: type, ...rest });
      expect(event.kind).to.equal(KINDS[type]);
      expect(event.mail.messageId).to.equal((documented.mail as { messageId: string }).messageId);
      expect(event.mail.username).to.equal(undefined); // ses_user is no login of ours
      expect(eventOf({ notificationType: type, ...rest })).to.deep.equal(event);
      const onBus = {
        source: "aws.ses",
        "detail-type": "Email Something",
        time: RECEIVED,
        detail: documented,
      };
      expect(parseEvent(onBus, RECEIVED)).to.deep.equal({ kind: "event", event });
    });
  }

  it("keeps what AWS's bounce with a DSN says", () => {
    const [dsn] = DOCUMENTED.filter(({ title }) => title === "Bounce notification with a DSN");
    expect(eventOf(dsn?.message)).to.deep.include({
      kind: "bounce",
      bounceType: "permanent",
      subtype: "General",
      feedbackId: "00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa068a-000000",
      reportingMta: "dns; email.example.com",
      at: "2016-01-27T14:59:38.237Z",
      recipients: [
        {
          address: "jane@example.com",
          status: "5.1.1",
          diagnosticCode: "smtp; 550 5.1.1 <jane@example.com>... User",
        },
      ],
    });
  });

  it("names the login by the IAM user in the tag, or in callerIdentity; a foreign one names nobody", () => {
    const usernameFor = (value: unknown) => eventOf(value).mail.username;
    const withTag = (tag: unknown) => message("event", "Send", {}, { tags: { "ses:caller-identity": tag } });
    expect(usernameFor(withTag(["ses-smtp-user-jane.doe-1763000000"]))).to.equal("jane.doe");
    expect(usernameFor(withTag(["ses-smtp-user-a-1234567890-1763000000"]))).to.equal("a-1234567890");
    for (const foreign of [
      ["jane.doe"],
      ["ses-smtp-user-jane.doe"],
      ["root"],
      [],
      undefined,
      7,
      ["ses-smtp-user--1763000000"],
    ])
      expect(usernameFor(withTag(foreign)), String(foreign)).to.equal(undefined);
    const notified = (callerIdentity: string) => message("notification", "Send", {}, { callerIdentity });
    expect(usernameFor(notified("ses-smtp-user-jane.doe-1763000000"))).to.equal("jane.doe");
    expect(usernameFor(notified("ses-smtp-user.20220504-132337"))).to.equal(undefined);
  });

  it("finds the address in a display name, and times in any zone", () => {
    const event = eventOf(
      bounce(
        "event",
        {
          type: "Permanent",
          subtype: "General",
          recipients: [failed("Doe, John <j.doe@mail.example>"), failed("rfc822;k.doe@mail.example")],
          others: { timestamp: "2026-11-20T02:14:07.2371-07:00" },
        },
        { source: '"Company, Inc." <noreply@company.example>', timestamp: "2026-11-20 09:14:05.9" },
      ),
    ) as BounceEvent;
    expect(event.recipients.map(({ address }) => address)).to.deep.equal([
      "j.doe@mail.example",
      "k.doe@mail.example",
    ]);
    expect(event.mail.source).to.equal("noreply@company.example");
    expect(event.at).to.equal("2026-11-20T09:14:07.237Z");
    expect(event.mail.sentAt).to.equal("2026-11-20T09:14:05.900Z");
  });

  it("recognizes the text by which SES tests a topic", () => {
    const text = "Successfully validated SNS topic for Amazon SES event publishing.";
    expect(parseMessage(text, RECEIVED)).to.deep.equal({ kind: "notice" });
  });

  it("says why a message is not an event", () => {
    const problemOf = (text: string) => {
      const parsed = parseMessage(text, RECEIVED);
      return parsed.kind === "invalid" ? parsed.problem : parsed.kind;
    };
    expect(problemOf("hello")).to.equal("is not JSON");
    expect(problemOf("[]")).to.contain("neither eventType nor");
    expect(problemOf("null")).to.contain("neither eventType nor");
    expect(problemOf('{"eventType":"Bounce"}')).to.equal("has no mail.messageId");
    expect(
      problemOf(JSON.stringify({ ...bounce("event", { type: "Permanent", subtype: null, recipients: [] }) })),
    ).to.equal("Bounce names no recipient");
    const nobody = bounce("event", { type: "Permanent", subtype: null, recipients: [failed("no address")] });
    expect(problemOf(JSON.stringify(nobody))).to.equal("Bounce names no recipient");
  });

  it("knows no type of event or bounce by a name that every object has", () => {
    for (const name of ["constructor", "__proto__", "hasOwnProperty"]) {
      expect(eventOf(message("event", name, {})), name).to.include({ kind: "unknown", type: name });
      const details = { type: name, subtype: "General", recipients: [failed("reader@mail.example")] };
      expect(eventOf(bounce("event", details))).to.include({ kind: "bounce", bounceType: "undetermined" });
    }
  });

  it("does not believe a clock that puts a bounce before its mail or after its arrival, nor mail in the future", () => {
    const bouncedAt = (timestamp: string, mailTimestamp = "2026-11-20T09:14:05.000Z") => {
      const recipients = [failed("reader@mail.example")];
      const details = { type: "Permanent", subtype: "General", recipients, others: { timestamp } };
      return eventOf(bounce("event", details, { timestamp: mailTimestamp }));
    };
    for (const wrong of ["1970-01-01T00:00:07Z", "2036-02-07T06:28:16Z", "+275760-09-13T00:00:00.000Z"])
      expect(bouncedAt(wrong).at.slice(0, 10), wrong).to.equal("2026-11-20");
    expect(bouncedAt("2026-11-21T03:00:00Z").at).to.equal("2026-11-21T03:00:00.000Z");
    for (const wrong of ["2036-02-07T06:28:16Z", "+010000-01-01T00:00:00.000Z"])
      expect(bouncedAt("2026-11-20T09:14:07Z", wrong).mail.sentAt, wrong).to.equal(RECEIVED);
  });

  it("takes only addresses and message ids that fit into a sort key of 1,024 bytes, in whatever script", () => {
    const longest = (letter: string, bytes: number) =>
      letter.repeat((bytes - "@mail.example".length) / Buffer.byteLength(letter.toLowerCase())) +
      "@mail.example";
    const bounced = (address: string, messageId: string) => {
      const value = bounce("event", { type: "Permanent", subtype: "General", recipients: [failed(address)] });
      return parseMessage(JSON.stringify({ ...value, mail: { messageId } }), RECEIVED);
    };
    for (const letter of ["a", "д", "漢"]) {
      expect(bounced(longest(letter, 319), "m".repeat(200)), letter).to.have.property("kind", "event");
      expect(bounced(longest(letter, 325), "m"), letter).to.have.property("kind", "invalid");
    }
    // In lower case, which the key is in, this letter takes three bytes instead of two.
    expect(bounced("Ⱥ".repeat(150) + "@mail.example", "m")).to.have.property("kind", "invalid");
    for (const id of ["漢".repeat(200), "m".repeat(201), "a#b", "a\nb"])
      expect(bounced("a@mail.example", id), id).to.have.property("kind", "invalid");
  });

  it("never throws, whatever JSON it gets, nor whatever is in a known event", () => {
    const names = fc.constantFrom(...Object.keys(KINDS), "Something New");
    const properties = fc.constantFrom(
      "bounce",
      "complaint",
      "delivery",
      "deliveryDelay",
      "click",
      "open",
      "failure",
    );
    const strange = fc.record({
      eventType: names,
      mail: fc.oneof(
        fc.jsonValue(),
        fc.record({
          messageId: fc.string({ minLength: 1 }),
          timestamp: fc.jsonValue(),
          tags: fc.jsonValue(),
          destination: fc.jsonValue(),
        }),
      ),
      details: fc.jsonValue(),
      property: properties,
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), strange), value => {
        const { details, property, ...rest } = (value ?? {}) as Record<string, unknown> & {
          property?: string;
        };
        const parsed = parseMessage(
          JSON.stringify(property === undefined ? value : { ...rest, [property]: details }),
          RECEIVED,
        );
        if (parsed.kind === "event") expect(Date.parse(parsed.event.at)).to.be.a("number").and.not.NaN;
      }),
      { numRuns: 2_000 },
    );
  });

  it("unwraps one envelope of EventBridge, however many there are", () => {
    const nested = `{"detail-type":"Email Bounced","detail":`.repeat(50_000) + "{}" + "}".repeat(50_000);
    expect(parseMessage(nested, RECEIVED).kind).to.equal("invalid");
  });
});
