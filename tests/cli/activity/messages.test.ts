import { expect } from "chai";
import { type Feedback, sentMessages } from "../../../cli/activity/messages";
import { timelineOf } from "../../../cli/activity/timeline";
import { entryOf, type LogEntry } from "../../../cli/logs/entry";

const NOTHING: Feedback = { bounces: [], complaints: [], violations: [] };

const time = (minute: number) => `2030-01-31T18:${String(minute).padStart(2, "0")}:00.000Z`;

function logged(minute: number, fields: object): LogEntry {
  const line = { level: "INFO", message: "email", service: "smtp-feedback-recorder", at: time(minute) };
  return entryOf({
    logGroup: "/aws/lambda/ses-smtp-prod-smtp-feedback-recorder",
    timestamp: Date.parse(time(minute)),
    message: JSON.stringify({
      ...line,
      message_id: "m1",
      username: "jane",
      source: "jane@company.com",
      ...fields,
    }),
  });
}

const SENT = logged(0, { email_event: "send", recipients: ["Ann@one.example", "bob@two.example"] });

const BOUNCE: Feedback["bounces"][number] = {
  ...{ email: "bob@two.example", type: "permanent", subtype: "General", timestamp: time(3) },
  ...{ diagnostic: "550 5.1.1 no such user", username: "jane", message_id: "m1", suppressed: true },
};

describe("the messages that were sent", () => {
  it("are as many as were accepted, with what became of each recipient, and the worst of it first", () => {
    const entries = [
      SENT,
      logged(1, { email_event: "delivery", recipients: ["ann@one.example"], smtp_response: "250 ok" }),
      logged(3, { email_event: "bounce", bounce_type: "permanent", recipient_count: 1 }),
    ];
    expect(sentMessages(entries, { ...NOTHING, bounces: [BOUNCE] })).to.deep.equal([
      {
        messageId: "m1",
        at: time(0),
        username: "jane",
        from: "jane@company.com",
        outcome: "bounced",
        violations: [],
        recipients: [
          { address: "Ann@one.example", outcome: "delivered", at: time(1), detail: "250 ok" },
          { address: "bob@two.example", outcome: "bounced", at: time(3), detail: "550 5.1.1 no such user" },
        ],
      },
    ]);
  });

  it("that bounced are known as such, also if the table no longer names the recipient", () => {
    const [message] = sentMessages([SENT, logged(3, { email_event: "bounce" })], NOTHING);
    expect(message?.outcome).to.equal("bounced");
  });

  it("that were delayed and then delivered are delivered, in whichever order the events come", () => {
    const delay = logged(1, { email_event: "delay", recipients: ["ann@one.example", "bob@two.example"] });
    const delivery = logged(2, {
      email_event: "delivery",
      recipients: ["ann@one.example", "bob@two.example"],
    });
    expect(sentMessages([SENT, delay], NOTHING)[0]?.outcome).to.equal("delayed");
    expect(sentMessages([SENT, delay, delivery], NOTHING)[0]?.outcome).to.equal("delivered");
    expect(sentMessages([delivery, SENT, delay], NOTHING)[0]?.outcome).to.equal("delivered");
  });

  it("that came back, but not forever, are not called bounced", () => {
    const away = { ...BOUNCE, type: "transient" as const, email: "ann@one.example", suppressed: false };
    const delivery = logged(1, { email_event: "delivery", recipients: ["ann@one.example"] });
    const bounce = logged(2, { email_event: "bounce", bounce_type: "transient", recipient_count: 1 });
    expect(sentMessages([SENT, delivery, bounce], { ...NOTHING, bounces: [away] })[0]?.outcome).to.equal(
      "returned",
    );
  });

  it("that SES did not send because the address is on a list are suppressed, and a complaint is worst", () => {
    const bounces = [{ ...BOUNCE, subtype: "OnAccountSuppressionList", diagnostic: null }];
    expect(sentMessages([SENT], { ...NOTHING, bounces })[0]?.outcome).to.equal("suppressed");
    const complaint = { email: "ann@one.example", type: "abuse", timestamp: time(9), user_agent: null };
    const complaints = [{ ...complaint, username: "jane", message_id: "m1", suppressed: true }];
    expect(sentMessages([SENT], { ...NOTHING, bounces, complaints })[0]?.outcome).to.equal("complained");
  });

  it("come newest first, also those that only the table knows, and without what is about no message", () => {
    const other = { ...BOUNCE, message_id: "m2", timestamp: time(30), username: null };
    const noise = entryOf({ logGroup: "g", timestamp: 0, message: '{"message":"cold start"}' });
    const found = sentMessages([SENT, noise], { ...NOTHING, bounces: [other] });
    expect(found.map(({ messageId, username }) => [messageId, username])).to.deep.equal([
      ["m2", undefined],
      ["m1", "jane"],
    ]);
  });
});

describe("a message's timeline", () => {
  it("has each event once, in order, with the server's words and what followed", () => {
    const entries = [
      logged(3, { email_event: "bounce", bounce_type: "permanent", recipient_count: 1 }),
      SENT,
      logged(1, { email_event: "delivery", recipients: ["ann@one.example"], smtp_response: "250 ok" }),
    ];
    const { message, steps } = timelineOf("m1", entries, {
      ...NOTHING,
      bounces: [BOUNCE, { ...BOUNCE, message_id: "m2" }],
    });
    expect(message?.outcome).to.equal("bounced");
    expect(
      steps.map(({ at, what, recipients, detail, note }) => [...[at, what, recipients.join(), detail], note]),
    ).to.deep.equal([
      [time(0), "Accepted by SES", "Ann@one.example,bob@two.example", undefined, undefined],
      [time(1), "Delivered", "ann@one.example", "250 ok", undefined],
      [
        time(3),
        "Bounced (permanent)",
        "bob@two.example",
        "550 5.1.1 no such user",
        "The address was put on the stack's suppression list.",
      ],
    ]);
  });

  it("shows what other functions logged, and a bounce that the table no longer has", () => {
    const warning = entryOf({
      ...{ logGroup: "/aws/lambda/x-smtp-email-validator", timestamp: Date.parse(time(2)) },
      message: JSON.stringify({ message: "violation", service: "smtp-email-validator", message_id: "m1" }),
    });
    const { steps } = timelineOf(
      "m1",
      [warning, logged(3, { email_event: "bounce", recipient_count: 2 })],
      NOTHING,
    );
    expect(steps.map(({ what, detail }) => [what, detail])).to.deep.equal([
      ["violation", "logged by smtp-email-validator"],
      ["Bounced", "2 recipients"],
    ]);
  });
});
