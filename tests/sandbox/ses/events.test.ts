import { expect } from "chai";

import { HARD_BOUNCE } from "../../../sandbox/ses/delivery/outcome";
import { RecordedEvents } from "../../support/ses/event-targets";
import {
  ACCOUNT,
  type Bench,
  call,
  mailer,
  MESSAGE,
  NOW,
  REGION,
  startBench,
} from "../../support/ses/local-ses";

const BOUNCES = `arn:aws:sns:${REGION}:${ACCOUNT}:bounces`;
const COMPLAINTS = `arn:aws:sns:${REGION}:${ACCOUNT}:complaints`;
const SET_ARN = `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/main`;
const BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`;

describe("local SES: events", () => {
  let bench: Bench;
  let targets: RecordedEvents;
  beforeEach(async () => {
    targets = new RecordedEvents();
    bench = await startBench({ targets });
    destination("bounces", ["BOUNCE"], { SnsDestination: { TopicArn: BOUNCES } });
    destination("complaints", ["COMPLAINT"], { SnsDestination: { TopicArn: COMPLAINTS } });
    const others = ["SEND", "DELIVERY", "DELIVERY_DELAY", "REJECT"];
    destination("others", others, { EventBridgeDestination: { EventBusArn: BUS } });
  });
  afterEach(async () => {
    await bench.close();
  });

  function destination(name: string, MatchingEventTypes: string[], to: object, Enabled = true): void {
    const { status } = call(bench.ses, "POST", "/v2/email/configuration-sets/main/event-destinations", {
      EventDestinationName: name,
      EventDestination: { Enabled, MatchingEventTypes, ...to },
    });
    expect(status).to.equal(200);
  }

  async function send(to: string | string[], more: object = {}): Promise<string> {
    const { response } = await mailer(bench).sendMail({ ...MESSAGE, to, ...IN_SET, ...more });
    await bench.ses.settled();
    return response.replace(/^250 Ok /, "");
  }

  const IN_SET = { headers: { "X-SES-CONFIGURATION-SET": "main" } };
  const types = () => targets.events.map(({ detailType }) => detailType);

  it("report a message as sent and delivered on the default bus, with SES's detail types", async () => {
    const id = await send("bob@elsewhere.test");
    expect(types()).to.deep.equal(["Email Sent", "Email Delivered"]);
    const [sent, delivered] = targets.events;
    expect(sent?.resources).to.deep.equal([SET_ARN]);
    expect(sent?.detail).to.deep.include({ eventType: "Send", send: {} });
    expect(sent?.detail.mail).to.deep.include({
      messageId: id,
      timestamp: NOW.toISOString(),
      source: "alice@example.com",
      sourceArn: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/example.com`,
      sendingAccountId: ACCOUNT,
      destination: ["bob@elsewhere.test"],
      headersTruncated: false,
    });
    expect(sent?.detail.mail.headers).to.deep.include({ name: "Subject", value: "Hello" });
    expect(sent?.detail.mail.commonHeaders).to.deep.include({
      from: ["alice@example.com"],
      to: ["bob@elsewhere.test"],
      messageId: id,
      subject: "Hello",
    });
    expect(delivered?.detail.delivery?.recipients).to.deep.equal(["bob@elsewhere.test"]);
    expect(targets.published).to.deep.equal([]);
  });

  it("carry the auto-tags: the IAM user, its address, the domain and the configuration set", async () => {
    await send("bob@elsewhere.test");
    const [sent, delivered] = targets.events;
    expect(sent?.detail.mail.tags).to.deep.equal({
      "ses:source-tls-version": ["TLSv1.3"],
      "ses:operation": ["SendSmtpEmail"],
      "ses:configuration-set": ["main"],
      "ses:source-ip": ["127.0.0.1"],
      "ses:from-domain": ["example.com"],
      "ses:caller-identity": ["alice"],
    });
    expect(delivered?.detail.mail.tags).to.include.keys("ses:outgoing-ip", "ses:caller-identity");
  });

  it("carry the tags of X-SES-MESSAGE-TAGS, which cannot replace an auto-tag", async () => {
    const headers = { ...IN_SET.headers, "X-SES-MESSAGE-TAGS": "campaign=spring, ses:caller-identity=bob" };
    await send("bob@elsewhere.test", { headers });
    const tags = targets.events[0]?.detail.mail.tags;
    expect(tags).to.deep.include({ campaign: ["spring"], "ses:caller-identity": ["alice"] });
  });

  it("go through the identity's default configuration set if the message names none", async () => {
    await send("bob@elsewhere.test", { headers: {} });
    expect(types()).to.deep.equal([]); // no set, no events
    call(bench.ses, "PUT", "/v2/email/identities/example.com/configuration-set", {
      ConfigurationSetName: "main",
    });
    await send("bob@elsewhere.test", { headers: {} });
    expect(types()).to.deep.equal(["Email Sent", "Email Delivered"]);
  });

  it("go only to enabled destinations that ask for their type", async () => {
    destination("off", ["SEND"], { SnsDestination: { TopicArn: COMPLAINTS } }, false);
    await send("bob@elsewhere.test");
    expect(targets.published).to.deep.equal([]);
  });

  it("bounce@simulator is a hard bounce, with any label, and can be used again", async () => {
    for (const to of ["bounce@simulator.amazonses.com", "Bounce+week7@simulator.amazonses.com"])
      await send(to);
    await send("bounce@simulator.amazonses.com");
    const records = targets.recordsAt(BOUNCES);
    expect(records).to.have.length(3);
    for (const { bounce } of records)
      expect(bounce).to.deep.include({ bounceType: "Permanent", bounceSubType: "General" });
    expect(records[1]?.bounce?.bouncedRecipients).to.deep.equal([
      {
        emailAddress: "Bounce+week7@simulator.amazonses.com",
        action: "failed",
        status: "5.1.1",
        diagnosticCode: "smtp; 550 5.1.1 user unknown",
      },
    ]);
    expect(new Set(records.map(({ bounce }) => bounce?.feedbackId)).size).to.equal(3);
    expect(types()).to.deep.equal(["Email Sent", "Email Sent", "Email Sent"]);
  });

  it("complaint@simulator is delivered, then reported as spam", async () => {
    await send("complaint+a@simulator.amazonses.com");
    expect(types()).to.deep.equal(["Email Sent", "Email Delivered"]);
    expect(targets.recordsAt(COMPLAINTS)[0]?.complaint).to.deep.include({
      complaintSubType: null,
      complaintFeedbackType: "abuse",
      complainedRecipients: [{ emailAddress: "complaint+a@simulator.amazonses.com" }],
    });
  });

  it("ooto@simulator is delivered and answered, suppressionlist@simulator is not even tried", async () => {
    await send("ooto@simulator.amazonses.com");
    await send("suppressionlist@simulator.amazonses.com");
    const kinds = targets
      .recordsAt(BOUNCES)
      .map(({ bounce }) => `${bounce?.bounceType} ${bounce?.bounceSubType}`);
    expect(kinds).to.deep.equal(["Transient General", "Permanent Suppressed"]);
    expect(types()).to.deep.equal(["Email Sent", "Email Delivered", "Email Sent"]);
  });

  it("success@simulator is delivered; the simulator has no other mailboxes", async () => {
    await send(["success+1@simulator.amazonses.com", "nobody@simulator.amazonses.com"]);
    expect(types()).to.deep.equal(["Email Sent", "Email Delivered"]);
    expect(targets.recordsAt(BOUNCES)[0]?.bounce?.bouncedRecipients[0]?.emailAddress).to.equal(
      "nobody@simulator.amazonses.com",
    );
  });

  it("recipients of one domain with the same outcome share an event", async () => {
    bench.ses.recipients.respond("gone@one.test", HARD_BOUNCE);
    bench.ses.recipients.respond("left@one.test", HARD_BOUNCE);
    await send(["a@one.test", "gone@one.test", "b@two.test", "c@one.test", "left@one.test"]);
    const delivered = targets.events.flatMap(({ detail }) =>
      detail.delivery ? [detail.delivery.recipients] : [],
    );
    expect(delivered).to.deep.equal([["a@one.test", "c@one.test"], ["b@two.test"]]);
    const [bounce] = targets.recordsAt(BOUNCES);
    expect(bounce?.bounce?.bouncedRecipients.map(({ emailAddress }) => emailAddress)).to.deep.equal([
      "gone@one.test",
      "left@one.test",
    ]);
    expect(bounce?.mail.destination).to.have.length(5);
  });

  it("a delayed message is reported as delayed, then delivered", async () => {
    const delay = { type: "MailboxFull", status: "4.2.2", diagnosticCode: "smtp; 452 4.2.2 mailbox full" };
    bench.ses.recipients.respond("full@one.test", { kind: "delayed", delay });
    await send("full@one.test");
    expect(types()).to.deep.equal(["Email Sent", "Email Delivery Delayed", "Email Delivered"]);
    expect(targets.events[1]?.detail.deliveryDelay).to.deep.include({
      delayType: "MailboxFull",
      delayedRecipients: [
        { emailAddress: "full@one.test", status: "4.2.2", diagnosticCode: "smtp; 452 4.2.2 mailbox full" },
      ],
    });
  });

  it("a message with the EICAR test file is rejected after it was accepted, and not sent", async () => {
    const file = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
    await send("bob@elsewhere.test", { attachments: [{ filename: "test.txt", content: file }] });
    expect(types()).to.deep.equal(["Email Rejected"]);
    expect(targets.events[0]?.detail).to.deep.include({
      eventType: "Reject",
      reject: { reason: "Bad content" },
    });
  });

  it("a destination whose topic refuses SES is rejected when it is created, and changed", async () => {
    targets.refusal = "the policy does not allow it";
    const path = "/v2/email/configuration-sets/main/event-destinations";
    const EventDestination = {
      Enabled: true,
      MatchingEventTypes: ["BOUNCE"],
      SnsDestination: { TopicArn: BOUNCES },
    };
    const request = (method: string, at: string, body: object) =>
      bench.ses.handle({ method, path: at, query: new URLSearchParams(), body: JSON.stringify(body) });
    const created = await request("POST", path, { EventDestinationName: "more", EventDestination });
    const changed = await request("PUT", `${path}/bounces`, { EventDestination });
    for (const { status, body } of [created, changed]) {
      expect(status).to.equal(400);
      expect(body).to.have.property("message").that.includes(`<${BOUNCES}>: the policy does not allow it`);
    }
    targets.refusal = undefined;
    expect((await request("POST", path, { EventDestinationName: "more", EventDestination })).status).to.equal(
      200,
    );
    expect(targets.published).to.deep.equal([
      {
        topic: BOUNCES,
        message: "Successfully validated SNS topic for Amazon SES event publishing.",
        sourceArn: SET_ARN,
      },
    ]);
  });

  it("an event that its topic refuses later is lost, and the mailbox says so", async () => {
    targets.refusal = "the policy does not allow it";
    const id = await send("bounce@simulator.amazonses.com");
    expect(bench.ses.mailbox.fatesOf(id).map(({ event, unpublished }) => [event, unpublished])).to.deep.equal(
      [
        ["Send", undefined],
        ["Bounce", ["the policy does not allow it"]],
      ],
    );
  });
});
