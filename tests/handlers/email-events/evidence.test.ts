import { expect } from "chai";
import { networkOf, sourceOf } from "../../../handlers/email-events/record/evidence";
import { FEEDBACK_PK_PREFIX, SOURCE_PK_PREFIX } from "../../../records/circuit-breaker";
import { eventsIn, EventStore, NOW } from "../../support/ses-events/event-store";
import { bounce, complaint, failed, message } from "../../support/ses-events/reported-shapes";

const HOUR = 3_600_000;
const at = (hoursAgo: number) => new Date(NOW - hoursAgo * HOUR).toISOString();

const hard = { type: "Permanent", subtype: "General" };
const bounced = (address: string, others: object = {}, mail: object = {}) =>
  bounce("event", { ...hard, recipients: [failed(address)], ...others }, { timestamp: at(1), ...mail });

const itemsOf = (store: EventStore, prefix: string) =>
  store.all().filter(({ PK }) => PK === `${prefix}jane.doe`);
const evidence = (store: EventStore) => itemsOf(store, FEEDBACK_PK_PREFIX);

describe("what the circuit breaker counts", () => {
  it("is each bounce and complaint of a login once, however often and by whatever channel it is reported", async () => {
    const store = new EventStore();
    const reports = [
      bounced("a@one.example"),
      bounced("B@two.example"),
      complaint("event", { complaintFeedbackType: "abuse", timestamp: at(1) }, ["c@one.example"], {
        timestamp: at(1),
      }),
    ];
    const first = await store.recorder().record(eventsIn(reports));
    expect(first.against).to.deep.equal(["jane.doe", "jane.doe", "jane.doe"]);
    const again = await store.recorder().record(eventsIn([...reports, ...reports].reverse()));
    expect(again.against).to.deep.equal([]);
    const items = evidence(store);
    expect(items).to.have.lengthOf(3);
    expect(new Set(items.map(({ recipient }) => recipient)).size).to.equal(3);
    expect(new Set(items.map(({ domain }) => domain)).size).to.equal(2);
    expect(items.map(({ sent_at }) => sent_at)).to.deep.equal([at(1), at(1), at(1)]);
    const expires = (NOW - HOUR + 4 * 24 * HOUR) / 1000;
    expect(items.map(({ expires_at }) => expires_at)).to.deep.equal([expires, expires, expires]);
    expect(JSON.stringify(items)).not.to.match(/example/i);
  });

  it("is not a soft bounce, a suppressed address, a report of no spam, or mail to the simulator", async () => {
    const store = new EventStore();
    const { against, feedback } = await store.recorder().record(
      eventsIn([
        bounced("a@one.example", { type: "Transient", subtype: "MailboxFull" }),
        bounced("b@one.example", { type: "Undetermined", subtype: "Undetermined" }),
        bounced("c@one.example", { subtype: "OnAccountSuppressionList" }),
        bounced("bounce+1@simulator.amazonses.com"),
        complaint("event", { complaintFeedbackType: "not-spam" }, ["d@one.example"], { timestamp: at(1) }),
        complaint("event", { complaintFeedbackType: "abuse" }, ["complaint@Simulator.amazonses.com"], {
          timestamp: at(1),
        }),
      ]),
    );
    expect({ against, feedback }).to.deep.equal({ against: [], feedback: 6 });
    expect(evidence(store)).to.deep.equal([]);
  });

  it("is not mail of another account, of nobody, or from last week", async () => {
    const store = new EventStore();
    await store
      .recorder()
      .record(
        eventsIn([
          bounced("a@one.example", {}, { sendingAccountId: "999999999999" }),
          bounced("b@one.example", {}, { tags: { "ses:caller-identity": ["root"] } }),
          bounced("c@one.example", {}, { timestamp: at(24 * 7) }),
        ]),
      );
    expect(store.all().filter(({ PK }) => String(PK).startsWith(FEEDBACK_PK_PREFIX))).to.deep.equal([]);
  });

  it("has the login that a second report names", async () => {
    const store = new EventStore();
    const named = bounced("a@one.example");
    const { messageId } = named.mail as { messageId: string };
    const unnamed = bounce(
      "notification",
      { ...hard, recipients: [failed("a@one.example")] },
      {
        timestamp: at(1),
        messageId,
      },
    );
    expect(await store.recorder().record(eventsIn([unnamed]))).to.deep.include({ feedback: 1, against: [] });
    expect(evidence(store)).to.have.lengthOf(0);
    const { against, feedback } = await store.recorder().record(eventsIn([named]));
    expect({ against, feedback }).to.deep.equal({ against: ["jane.doe"], feedback: 0 });
    expect(evidence(store)).to.have.lengthOf(1);
  });

  it("is mail by the network that it came from, counted without the simulator's recipients", async () => {
    const store = new EventStore();
    const recorder = store.recorder();
    const send = (ip: string, destination: string[]) =>
      message("event", "Send", {}, { timestamp: at(1), destination, tags: { "ses:source-ip": [ip] } });
    await recorder.record(eventsIn([send("192.0.2.7", ["a@x.example", "success@simulator.amazonses.com"])]));
    store.calls.length = 0;
    await recorder.record(
      eventsIn([send("192.0.2.99", ["b@x.example"]), send("2001:db8::1", ["c@x.example"])]),
    );
    expect(store.calls).to.deep.equal(["BatchWriteItem"]);
    const sources = itemsOf(store, SOURCE_PK_PREFIX);
    expect(sources.map(({ SK }) => SK)).to.have.members(
      ["192.0.2.7", "2001:db8::1"].map(ip => `2026-11-20#${sourceOf("jane.doe", ip)}`),
    );
    expect(JSON.stringify(store.all())).not.to.match(/192\.0\.2|2001:db8/);
    const marks = store.all().filter(({ PK }) => String(PK).startsWith("EMAIL_MARK#jane.doe"));
    expect(marks.map(({ s }) => s)).to.have.members(
      ["192.0.2.7", "192.0.2.7", "2001:db8::1"].map(ip => sourceOf("jane.doe", ip)),
    );
    expect(await store.total()).to.include({ sent_messages: 3, sent: 4, sent_simulated: 1 });
  });
});

describe("the network of an address", () => {
  it("is the /24 of IPv4, and the /64 of IPv6 however it is written", () => {
    expect(networkOf("203.0.113.77")).to.equal("203.0.113.0/24");
    expect(networkOf("::ffff:203.0.113.77")).to.equal("203.0.113.0/24");
    expect(networkOf("2001:DB8:1:2:aaaa:bbbb:cccc:dddd")).to.equal("2001:db8:1:2::/64");
    expect(networkOf("2001:db8:1:2::1")).to.equal("2001:db8:1:2::/64");
    expect(networkOf("2001:db8::1")).to.equal("2001:db8:0:0::/64");
    expect(networkOf("fe80::1%eth0")).to.equal("fe80:0:0:0::/64");
    expect(networkOf("::1")).to.equal("0:0:0:0::/64");
    expect(networkOf("64:ff9b::203.0.113.7")).to.equal("64:ff9b:0:0::/64");
  });

  it("is not known of anything else, and differs between logins as a hash", () => {
    for (const text of ["", "localhost", "1.2.3", "AWS Internal"])
      expect(networkOf(text)).to.equal(undefined);
    expect(sourceOf("jane", undefined)).to.equal(undefined);
    expect(sourceOf("jane", "203.0.113.1")).to.equal(sourceOf("jane", "203.0.113.2"));
    expect(sourceOf("jane", "203.0.113.1")).not.to.equal(sourceOf("joe", "203.0.113.1"));
  });
});
