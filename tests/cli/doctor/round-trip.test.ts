import { expect } from "chai";
import type { Courier, TripMessage } from "../../../cli/doctor/round-trip/courier";
import { judgeTrip } from "../../../cli/doctor/round-trip/judge";
import { roundTripReport, roundTripText } from "../../../cli/doctor/round-trip/report";
import { makeTrip, type Trip } from "../../../cli/doctor/round-trip/trip";
import type { Link } from "../../../cli/doctor/stack/event-path";
import { markItem, marksOf } from "../../../handlers/email-events/record/marks";
import { addressKey } from "../../../records/email-events";
import type { ItemKey } from "../../../records/keys";
import { ROUND_TRIP_RECIPIENTS, roundTripSender } from "../../../records/round-trip";

const FROM = roundTripSender("company.com");
const NOW = Date.parse("2026-11-27T12:59:30Z");

/** AWS, and a recorder that writes what a test says. */
class Stage implements Courier {
  readonly sent: TripMessage[] = [];
  readonly items = new Map<string, Record<string, unknown>>();
  reads = 0;
  onSend: (kind: "bounce" | "complaint", id: string) => void = () => undefined;
  onRead: () => void = () => undefined;

  async send(message: TripMessage): Promise<string> {
    this.sent.push(message);
    const kind = message.to.startsWith("bounce") ? "bounce" : "complaint";
    const id = `${kind}-${this.sent.length}`;
    this.onSend(kind, id);
    return id;
  }

  async item({ PK, SK }: ItemKey) {
    this.reads++;
    this.onRead();
    return this.items.get(`${PK} ${SK}`);
  }

  close(): void {
    // Nothing is open.
  }

  /** As the recorder writes it. */
  event(type: "bounce" | "complaint", messageId: string, done = true): void {
    const { PK, SK } = addressKey({ type, messageId, recipient: ROUND_TRIP_RECIPIENTS[type] });
    this.items.set(`${PK} ${SK}`, { entity_type: "email_address_event", ...(done && { done }) });
  }

  mark(messageId: string, sentAt: string, username?: string): void {
    const mail = { messageId, sentAt, sendingAccountId: undefined, username };
    const event = { kind: "send", mail, recipients: [ROUND_TRIP_RECIPIENTS.bounce] };
    const [mark] = marksOf(event as unknown as Parameters<typeof marksOf>[0]);
    if (mark === undefined) throw new Error("no mark");
    const { PK, SK } = markItem(mark);
    this.items.set(`${PK} ${SK}`, {});
  }
}

const trip = (stage: Stage, maxMs = 300) =>
  makeTrip(stage, {
    ...{ from: FROM, configurationSet: "ses-smtp-prod", maxMs },
    ...{ clock: () => performance.now(), now: () => NOW },
  });

const refused = (name: string, message: string) => Object.assign(new Error(message), { name });

describe("doctor's round trip", () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
    stage.onSend = (kind, id) => {
      stage.event(kind, id);
      if (kind === "bounce") stage.mark(id, new Date(NOW).toISOString());
    };
  });

  it("sends one message to each of two addresses of the simulator, and nothing else", async () => {
    const { recorded, refusal } = await trip(stage);
    expect(stage.sent).to.deep.equal(
      ["bounce+ses-smtp-doctor", "complaint+ses-smtp-doctor"].map(name => ({
        ...{ from: "ses-smtp-doctor@company.com", configurationSet: "ses-smtp-prod" },
        to: `${name}@simulator.amazonses.com`,
      })),
    );
    expect(Object.keys(recorded)).to.have.members(["bounce", "complaint", "send"]);
    expect(refusal).to.equal(undefined);
  });

  it("waits for what comes later", async () => {
    stage.onSend = () => undefined;
    stage.onRead = () => {
      if (stage.reads === 6) stage.event("bounce", "bounce-1");
      if (stage.reads === 6) stage.event("complaint", "complaint-2");
      if (stage.reads === 6) stage.mark("bounce-1", new Date(NOW).toISOString());
    };
    const { recorded } = await trip(stage, 10_000);
    for (const leg of ["bounce", "complaint", "send"] as const)
      expect(recorded[leg]).to.be.greaterThan(200).and.lessThan(10_000);
  });

  it("takes no event of an earlier trip for its own", async () => {
    stage.event("bounce", "bounce-earlier");
    stage.event("complaint", "complaint-earlier");
    stage.mark("bounce-earlier", new Date(NOW).toISOString());
    stage.onSend = () => undefined;
    expect((await trip(stage)).recorded).to.deep.equal({});
  });

  it("finds the mark of an hour that has ended meanwhile, or that SES's clock has not begun", async () => {
    for (const at of [NOW - 5 * 60_000, NOW + 60_000]) {
      stage.onSend = (kind, id) => {
        if (kind === "bounce") stage.mark(id, new Date(at).toISOString());
      };
      expect((await trip(stage)).recorded).to.have.property("send");
    }
  });

  it("does not count what the recorder has begun and not finished", async () => {
    stage.onSend = (kind, id) => {
      stage.event(kind, id, kind === "complaint");
    };
    const { recorded, begun } = await trip(stage);
    expect({ recorded: Object.keys(recorded), begun }).to.deep.equal({
      ...{ recorded: ["complaint"], begun: ["bounce"] },
    });
  });

  it("sends nothing if it may not read what comes of it", async () => {
    stage.onRead = () => {
      throw refused("AccessDeniedException", "not authorized to perform: dynamodb:GetItem");
    };
    const error = await trip(stage).catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(Error).and.have.property("name", "AccessDeniedException");
    expect(stage.sent).to.deep.equal([]);
  });

  it("tells SES's refusal from a missing permission", async () => {
    stage.onSend = () => {
      throw refused("MessageRejected", "Email address is not verified.");
    };
    const { refusal } = await trip(stage);
    expect(refusal).to.equal("Email address is not verified.");
    stage.onSend = () => {
      throw refused("AccessDeniedException", "not authorized to perform `ses:SendEmail'");
    };
    expect(await trip(stage).catch((thrown: Error) => thrown.name)).to.equal("AccessDeniedException");
  });
});

const MADE: Trip = {
  messages: { bounce: "id-b", complaint: "id-c" },
  refusal: undefined,
  recorded: { bounce: 1_234, complaint: 2_345, send: 400 },
  begun: [],
  waitedMs: 60_020,
};
const WAY: Link[] = [{ works: "SES may publish" }, { works: "the topic may invoke" }];

describe("doctor about a round trip", () => {
  const judged = (change: Partial<Trip>, way: readonly Link[] = WAY) =>
    judgeTrip({
      ...{ trip: { ...MADE, ...change }, from: FROM },
      ways: { bounce: way, complaint: way, send: way },
    });

  it("finds nothing where all events were recorded", () => {
    expect(judged({})).to.deep.equal([]);
  });

  const cases: readonly (readonly [string, readonly ReturnType<typeof judged>[0][], RegExp, RegExp])[] = [
    [
      "a broken link",
      judged({ recorded: { complaint: 1, send: 1 } }, [
        { works: "SES may publish" },
        { works: "the topic may invoke", problem: "the policy does not let it" },
        { works: "the function may run" },
      ]),
      /^the bounce of message id-b was not recorded within 60 s; the last link seen working: SES may publish; the next: the policy does not let it$/,
      /^Run `pulumi refresh` and `pulumi up`, then/,
    ],
    [
      "the first link broken",
      judged({ recorded: { bounce: 1, send: 1 } }, [{ works: "it leaves", problem: "no destination" }]),
      /^the complaint of message id-c .* working: SES accepted the message; the next: no destination$/,
      /`pulumi up`/,
    ],
    [
      "a function that was stopped",
      judged({ recorded: { complaint: 1, send: 1 } }, [
        ...WAY,
        { works: "it may run", problem: "its concurrency is 0", remedy: "Run X." },
      ]),
      /working: the topic may invoke; the next: its concurrency is 0$/,
      /^Run X\.$/,
    ],
    [
      "a recorder that does not finish",
      judged({ recorded: { complaint: 1, send: 1 }, begun: ["bounce"] }),
      /the last link seen working: the recorder has begun to record it$/,
      /^Run `ses-smtp failures list`, and look for errors in the log of smtp-feedback-recorder/,
    ],
    [
      "a rule that is off",
      judged({ recorded: { bounce: 1, complaint: 1 } }),
      /^the sending of message id-b .* working: the recorder has recorded the bounce and the complaint$/,
      /`aws events list-rules --name-prefix smtp-events`/,
    ],
    [
      "a refusal",
      judged({ refusal: "Email address is not verified.", recorded: {}, messages: {} }),
      /^SES does not accept mail from ses-smtp-doctor@company\.com: Email address is not verified; no link/,
      /^Follow the findings/,
    ],
  ];
  for (const [title, details, what, remedy] of cases)
    it(`names ${title}`, () => {
      expect(details).to.have.length(1);
      expect(details[0]?.severity).to.equal("error");
      expect(details[0]?.what).to.match(what);
      expect(details[0]?.remedy).to.match(remedy);
    });

  it("reports how long each event took, or that no trip was made and how it is", () => {
    const made = roundTripReport(MADE);
    expect(made).to.deep.equal({
      made: true,
      messages: ["id-b", "id-c"],
      recordedSeconds: { bounce: 1.2, complaint: 2.3, send: 0.4 },
    });
    expect(roundTripText(made)).to.equal(
      "Round trip with 2 messages to SES's mailbox simulator: the bounce after 1.2 s, the complaint after 2.3 s, the sending after 0.4 s.",
    );
    const failed = roundTripReport({ ...MADE, recorded: { send: 400 } });
    expect(roundTripText(failed)).to.match(/: the bounce not recorded, the complaint not recorded, the send/);
    const none = roundTripReport(undefined);
    expect(none).to.deep.equal({ made: false, how: "ses-smtp doctor --round-trip" });
    expect(roundTripText(none)).to.match(/^No mail was sent: `ses-smtp doctor --round-trip` sends two/);
  });
});
