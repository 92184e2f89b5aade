import { expect } from "chai";
import { TableEmails } from "../../../handlers/email-events/read/table-emails";
import { UNATTRIBUTED } from "../../../records/email-events";
import { eventsIn, EventStore, NOW } from "../../support/ses-events/event-store";
import { bounce, complaint, failed, message } from "../../support/ses-events/reported-shapes";

const HOUR = 3_600_000;
const at = (hoursAgo: number) => new Date(NOW - hoursAgo * HOUR).toISOString();

function bounceAt(
  hoursAgo: number,
  address: string,
  type = "Permanent",
  identity = "ses-smtp-user-jane-1763000000",
) {
  return bounce(
    "event",
    { type, subtype: "General", recipients: [failed(address)], others: { timestamp: at(hoursAgo) } },
    { timestamp: at(hoursAgo + 1), tags: { "ses:caller-identity": [identity] } },
  );
}

async function filled() {
  const store = new EventStore();
  await store
    .recorder()
    .record(
      eventsIn([
        bounceAt(1, "a@one.example"),
        bounceAt(2, "b@one.example", "Transient"),
        bounceAt(30, "c@two.example", "Undetermined", "other"),
        bounceAt(200, "d@two.example"),
        complaint("event", { complaintFeedbackType: "abuse", timestamp: at(3) }, ["e@one.example"]),
        complaint("event", { timestamp: at(3) }, ["f@three.example"]),
        message("event", "Send", {}, { timestamp: at(1), destination: ["a@x.example", "b@x.example"] }),
      ]),
    );
  return { store, emails: new TableEmails(store.client(), store.table.name, () => store.now) };
}

describe("reading the events of SES", () => {
  it("reports the bounces of some days: by type, domain and login, the newest first", async () => {
    const { emails } = await filled();
    const report = await emails.bounces({ days: 7, limit: 2 });
    expect(report.total).to.equal(3);
    expect(report.counts).to.deep.equal({ permanent: 1, transient: 1, undetermined: 1 });
    expect(report.topDomains).to.deep.equal([
      { domain: "one.example", count: 2 },
      { domain: "two.example", count: 1 },
    ]);
    expect([...report.byUsername]).to.have.deep.members([
      ["jane", 2],
      [UNATTRIBUTED, 1],
    ]);
    expect(report.events.map(({ email }) => email)).to.deep.equal(["a@one.example", "b@one.example"]);
    expect(report.events[0]).to.have.all.keys(
      "id",
      "email",
      "bounce_type",
      "bounce_subtype",
      "message_id",
      "feedback_id",
      "timestamp",
      "reporting_mta",
      "suppressed",
      "created_at",
      "username",
    );
    const rest = await emails.bounces({ days: 7, limit: 2, offset: 2 });
    expect(rest.events.map(({ email }) => email)).to.deep.equal(["c@two.example"]);
  });

  it("limits a report to days and to a login", async () => {
    const { emails } = await filled();
    expect(await emails.bounces({ days: 1, limit: 0 })).to.include({ total: 2 });
    expect(await emails.bounces({ days: 90, limit: 0 })).to.include({ total: 4 });
    expect(await emails.bounces({ days: 90, limit: 9, username: "jane" })).to.include({ total: 3 });
    expect(await emails.bounces({ days: 90, limit: 9, username: UNATTRIBUTED })).to.include({ total: 1 });
  });

  it("keeps the newest of many", async () => {
    const { store, emails } = await filled();
    const many = Array.from({ length: 500 }, (_, index) =>
      bounceAt(0.5 + index / 1000, `m${index}@many.example`),
    );
    await store.recorder().record(eventsIn(many));
    const { total, events } = await emails.bounces({ days: 1, limit: 3, offset: 1 });
    expect(total).to.equal(502);
    expect(events.map(({ email }) => email)).to.deep.equal([
      "m1@many.example",
      "m2@many.example",
      "m3@many.example",
    ]);
  });

  it("reports complaints by type", async () => {
    const { emails } = await filled();
    const { total, counts } = await emails.complaints({ days: 7, limit: 10 });
    expect(total).to.equal(2);
    expect(counts).to.deep.equal({ abuse: 1, unspecified: 1 });
  });

  // Proves P-component3.3, P-suppressions.reason, P-suppressions.expires_at
  it("pages suppressions by reason, without those whose time is over", async () => {
    const { emails } = await filled();
    await emails.add({
      address: "Old@x.example",
      reason: "manual",
      source: "me",
      expiresAt: new Date(NOW - 1),
    });
    await emails.add({
      address: "New@x.example",
      reason: "manual",
      source: "me",
      expiresAt: new Date(NOW + HOUR),
    });
    const all = await emails.suppressions({ limit: 2 });
    expect(all).to.deep.include({ total: 5, byReason: { bounce: 2, complaint: 2, manual: 1 } });
    expect(all.suppressions).to.have.lengthOf(2);
    const last = await emails.suppressions({ limit: 2, offset: 4 });
    expect(last.suppressions).to.have.lengthOf(1);
    const manual = await emails.suppressions({ reason: "manual", limit: 10 });
    expect(manual).to.include({ total: 1 });
    expect(manual.suppressions[0]).to.deep.equal({
      email: "new@x.example",
      reason: "manual",
      source: "me",
      created_at: new Date(NOW).toISOString(),
      expires_at: new Date(NOW + HOUR).toISOString(),
    });
    expect(await emails.suppression("old@x.example")).to.equal(undefined);
    expect(await emails.suppression("NEW@x.example")).to.include({ source: "me" });
    expect(await emails.suppressionCounts()).to.deep.equal({ bounce: 2, complaint: 2, manual: 1 });
    expect(await emails.remove("NEW@X.example")).to.include({ email: "new@x.example" });
    expect(await emails.remove("new@x.example")).to.equal(undefined);
  });

  it("counts what each login sent, in some days and since the beginning", async () => {
    const { store, emails } = await filled();
    const ours = (await emails.counts(7)).get("jane");
    expect(ours).to.include({ bounced_permanent: 1, bounced_transient: 1, complaints: 0 });
    expect((await emails.totals()).get("jane")).to.include({ bounced_permanent: 2 });
    const sender = [...(await emails.counts(1))].filter(([, { sent }]) => sent > 0);
    expect(sender.map(([name, { sent, sent_messages }]) => [name, sent, sent_messages])).to.deep.equal([
      ["jane.doe", 2, 1],
    ]);
    expect([...(await emails.counts(1, "nobody")).keys()]).to.deep.equal([]);
    store.calls.length = 0;
    await emails.totals();
    expect(store.calls).to.deep.equal(["Query"]); // counted a moment ago
  });

  // Proves P-bounces.index, P-security3.4
  it("finds and erases everything about one address, and nothing else", async () => {
    const { store, emails } = await filled();
    await store
      .recorder()
      .record(
        eventsIn([
          complaint("event", { timestamp: at(1) }, ["a@one.example"]),
          bounceAt(100, "A@One.example"),
        ]),
      );
    const history = await emails.history("A@one.example");
    expect(history.bounces.map(({ timestamp }) => timestamp)).to.deep.equal([at(1), at(100)]);
    expect(history.complaints).to.have.lengthOf(1);
    expect(history.suppression).to.include({ reason: "bounce" });
    const before = store.all().length;
    // Three events and their pointers, the suppression, and two of the last days that the circuit breaker counts.
    expect(await emails.erase("A@one.example")).to.equal(9);
    expect(store.all().length).to.equal(before - 9);
    expect(JSON.stringify(store.all())).to.not.contain("a@one.example");
    expect(await emails.history("a@one.example")).to.deep.equal({
      bounces: [],
      complaints: [],
      violations: [],
      suppression: undefined,
    });
    expect(await emails.erase("a@one.example")).to.equal(0);
  });
});
