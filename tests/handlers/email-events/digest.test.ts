import { expect } from "chai";
import { type DigestPorts, sendDigests } from "../../../handlers/email-events/digest/send-digests";
import { Suppressions } from "../../../handlers/email-events/suppressions";
import type { Mail } from "../../../handlers/shared/notices";
import type { Alert } from "../../../handlers/shared/parked-alert";
import { eventsIn, EventStore, NOW } from "../../support/ses-events/event-store";
import { bounce, complaint, failed, message } from "../../support/ses-events/reported-shapes";

const DAY = 24 * 3_600_000;

/** A store with somebody who gets digests. */
class Desk {
  readonly store = new EventStore();
  readonly alerts: Alert[] = [];
  readonly mails: (Mail & { to: string })[] = [];
  readonly logged: string[] = [];
  owners = new Map([["jane.doe", "jane@company.example"]]);
  canMail = true;
  fail: "alert" | "mail" | undefined;
  private recipients = 0;

  async happen(type: "bounce" | "complaint" | "send", username = "jane.doe", times = 1): Promise<void> {
    const timestamp = new Date(this.store.now).toISOString();
    const details = { timestamp, tags: { "ses:caller-identity": [`ses-smtp-user-${username}-1763000000`] } };
    for (let left = times; left > 0; left--) {
      const address = `reader${this.recipients++}@mail.example`;
      const others = { timestamp };
      const event =
        type === "bounce"
          ? bounce(
              "event",
              { type: "Permanent", subtype: "General", recipients: [failed(address, "5.1.1")], others },
              details,
            )
          : type === "complaint"
            ? complaint("event", others, [address], details)
            : message("event", "Send", {}, details);
      await this.store.recorder().record(eventsIn([event], this.store.now));
    }
  }

  async run(): Promise<void> {
    await this.store.totals();
    await sendDigests(this.ports());
  }

  ports(): DigestPorts {
    const { store } = this;
    const say = (text: string, fields: object) => void this.logged.push(`${text} ${JSON.stringify(fields)}`);
    return {
      table: store.table,
      suppressions: new Suppressions(store.table, () => store.now),
      notices: {
        canMail: this.canMail,
        alert: async alert => {
          if (this.fail === "alert") throw new Error("SNS is down");
          this.alerts.push(alert);
        },
        mail: async (to, mail) => {
          if (this.fail === "mail")
            throw Object.assign(new Error(`not verified: ${to}`), { name: "Rejected" });
          this.mails.push({ to, ...mail });
        },
      },
      ownersOf: async usernames =>
        new Map(usernames.flatMap(name => (this.owners.has(name) ? [[name, this.owners.get(name)!]] : []))),
      now: () => store.now,
      log: { info: say, warn: say },
    };
  }
}

describe("the daily digest", () => {
  it("tells administrators about all logins, and a holder about their own, without any recipient", async () => {
    const desk = new Desk();
    await desk.happen("send", "jane.doe", 60);
    await desk.happen("bounce", "jane.doe", 3);
    await desk.happen("complaint");
    await desk.happen("bounce", "joe");
    await desk.run();
    const [alert, ...others] = desk.alerts;
    expect(others).to.deep.equal([]);
    expect(alert?.Subject).to.equal("ses-smtp: 4 bounces, 1 complaint");
    expect(alert?.Message).to.include(
      "Login jane.doe\n  3 permanent bounces, 1 complaint; 4 addresses suppressed.\n  In the last 7 days: " +
        "mail to 60 recipients. The bounce rate is 5%; at 5%, SES may place the account under review. " +
        "The complaint rate is 1.67%; at 0.5%, SES may pause sending.",
    );
    expect(alert?.Message).to.include("Login joe\n  1 permanent bounce; 1 address suppressed.");
    expect(desk.mails.map(({ to, subject }) => [to, subject])).to.deep.equal([
      ["jane@company.example", 'Mail sent with your login "jane.doe": 3 bounces, 1 complaint'],
    ]);
    const [mail] = desk.mails;
    expect(mail?.text).to.include("- 3 permanent bounces: the address does not exist, or cannot get mail");
    expect(mail?.text).not.to.include("joe");
    expect(JSON.stringify([desk.alerts, desk.mails, desk.logged])).not.to.match(/reader\d|mail\.example/);
    expect(JSON.stringify(desk.logged)).not.to.include("jane@company.example");
    const noted = desk.store.all().filter(({ PK }) => PK === "EMAIL_DIGEST");
    expect(JSON.stringify(noted)).not.to.include("@");
  });

  it("says nothing if there is nothing new, and what is new only once, also if it came late", async () => {
    const desk = new Desk();
    await desk.happen("send", "jane.doe", 3);
    await desk.run();
    expect([desk.alerts, desk.mails]).to.deep.equal([[], []]);
    await desk.happen("bounce");
    desk.store.now += DAY;
    await desk.run();
    await desk.run();
    expect([desk.alerts.length, desk.mails.length]).to.deep.equal([1, 1]);
    // Recorded today, but happened before the digest of yesterday.
    desk.store.now = NOW + 2 * DAY;
    const before = desk.store.now;
    desk.store.now = NOW + DAY - 60_000;
    await desk.happen("complaint");
    desk.store.now = before;
    await desk.run();
    expect(desk.alerts.map(({ Subject }) => Subject)).to.deep.equal([
      "ses-smtp: 1 bounce",
      "ses-smtp: 1 complaint",
    ]);
    expect(desk.alerts[1]?.Message).to.match(
      /^Since Saturday, November 21, 2026, 12:00 UTC, SES has reported:/,
    );
  });

  it("is sent once if two runs overlap", async () => {
    const desk = new Desk();
    await desk.happen("bounce");
    await Promise.all([desk.run(), desk.run(), desk.run()]);
    expect([desk.alerts.length, desk.mails.length]).to.deep.equal([1, 1]);
  });

  it("is not sent twice if its run dies after it was noted, and is sent if it dies before", async () => {
    for (const [fault, expected] of [
      ["before", 1],
      ["after", 0],
    ] as const) {
      const desk = new Desk();
      await desk.happen("bounce");
      await desk.store.totals();
      let updates = 0;
      desk.store.faultOf = () =>
        desk.store.calls.at(-1) === "UpdateItem" && ++updates === 1 ? fault : undefined;
      await sendDigests(desk.ports()).then(
        () => expect.fail("it did not die"),
        () => undefined,
      );
      await desk.run();
      expect(desk.alerts.length, fault).to.equal(expected);
    }
  });

  it("tells again the next day what could not be delivered, with what is new since, to those alone", async () => {
    const desk = new Desk();
    desk.owners.set("joe", "joe@company.example");
    await desk.run();
    desk.store.now += DAY;
    await desk.happen("bounce");
    desk.fail = "mail";
    await desk.run();
    expect([desk.alerts.length, desk.mails.length]).to.deep.equal([1, 0]);
    expect(desk.logged.join()).to.include("Rejected").and.not.include("not verified");
    desk.fail = "alert";
    desk.store.now += DAY;
    await desk.happen("complaint", "joe");
    await desk.run();
    expect(desk.mails.map(({ subject }) => subject)).to.have.members([
      'Mail sent with your login "jane.doe": 1 bounce',
      'Mail sent with your login "joe": 1 complaint',
    ]);
    const [first, second] = desk.mails.map(({ text }) => text.slice(0, "Since Saturday, November 21".length));
    expect([first, second].sort()).to.deep.equal([
      "Since Friday, November 20, ",
      "Since Saturday, November 21",
    ]);
    desk.fail = undefined;
    desk.store.now += DAY;
    await desk.run();
    expect(desk.alerts.map(({ Subject }) => Subject)).to.deep.equal([
      "ses-smtp: 1 bounce",
      "ses-smtp: 1 complaint",
    ]);
    expect(desk.mails.length).to.equal(2);
  });

  it("is not mailed to a holder who is suppressed, or for logins without one; setting a sender later repeats nothing", async () => {
    const desk = new Desk();
    await desk.ports().suppressions.add({ address: "Jane@company.example", reason: "bounce", source: "ses" });
    await desk.happen("bounce");
    await desk.happen("bounce", "(unattributed)");
    await desk.run();
    expect([desk.alerts.length, desk.mails.length]).to.deep.equal([1, 0]);
    const quiet = new Desk();
    quiet.canMail = false;
    await quiet.happen("bounce");
    await quiet.run();
    quiet.canMail = true;
    await quiet.run();
    expect(quiet.mails).to.deep.equal([]);
  });

  it("fits an alert for hundreds of logins, the most important first", async () => {
    const desk = new Desk();
    for (let index = 0; index < 60; index++)
      await desk.happen("bounce", `login${index}`, index === 30 ? 5 : 1);
    await desk.run();
    const [alert] = desk.alerts;
    expect(alert?.Message.indexOf("Login login30\n")).to.be.within(0, 100);
    expect(alert?.Message).to.include("And 10 more logins with fewer.");
    expect(alert?.Subject).to.match(/^[\x20-\x7e]{1,100}$/);
  });
});
