import { expect } from "chai";
import { countMarks } from "../../../handlers/email-events/count/count-marks";
import { deleteExpired } from "../../../handlers/email-events/expire/delete-expired";
import { readSince } from "../../../handlers/email-events/read/events-since";
import { readTotals } from "../../../handlers/email-events/read/counts-since";
import { Suppressions } from "../../../handlers/email-events/suppressions";
import { GARBAGE, garbageTexts } from "../../support/garbage/values";
import { ACCOUNT, EventStore, eventsIn, NOW } from "../../support/ses-events/event-store";

const DAY = new Date(NOW).toISOString().slice(0, 10);
const OLD = "2026-01-02";

/** A store with every value in every attribute that is read, under every key that is read without knowing it. */
function littered(): EventStore {
  const store = new EventStore();
  const partitions = [
    "SUPPRESSION",
    `EMAIL_EVENT#${DAY}`,
    `EMAIL_EVENT#${OLD}`,
    "EMAIL_TOTAL",
    "EMAIL_UNCOUNTED",
    "EMAIL_BREAKER",
    "EMAIL_COUNT#jane",
  ];
  for (const PK of partitions) {
    for (const SK of ["EMAIL#", "bounce#", "USER#", "HOUR#2026-11-20T10"].flatMap(prefix =>
      garbageTexts(1_024 - prefix.length).map(text => `${prefix}${text}`),
    ))
      store.model.put({ PK: { S: PK }, SK: { S: SK }, expires_at: { N: "1" } });
    for (const [index, [, value]] of GARBAGE.entries())
      for (const name of [
        "expires_at",
        "email",
        "timestamp",
        "reason",
        "created_at",
        "announced_at",
        "sent",
        "version",
        "username",
      ])
        store.model.put({ PK: { S: PK }, SK: { S: `bounce#${index}#${name}@example.com` }, [name]: value });
  }
  store.model.put({ PK: { S: "EMAIL_EVENT#2026-01-02" }, SK: { S: "bounce#m#Twice@example.com" } });
  store.model.put({ PK: { S: "EMAIL_EVENT#2026-01-02" }, SK: { S: "bounce#m#twice@example.com" } });
  return store;
}

const bounce = (messageId: string, emailAddress: string) => ({
  notificationType: "Bounce",
  mail: { messageId, timestamp: new Date(NOW - 1_000).toISOString(), sendingAccountId: ACCOUNT },
  bounce: {
    bounceType: "Permanent",
    bouncedRecipients: [{ emailAddress }],
    timestamp: new Date(NOW).toISOString(),
  },
});

describe("items that nobody expects, in what is kept about mail", function () {
  this.timeout(60_000);

  it("the suppression list is read and cleaned, with numbers that JavaScript cannot hold", async () => {
    const store = littered();
    const list = new Suppressions(store.table, () => NOW);
    await list.add({
      address: "a@example.com",
      reason: "manual",
      source: "test",
      expiresAt: new Date(NOW - 1_000),
    });
    await list.add({ address: "b@example.com", reason: "manual", source: "test" });
    const entries = [];
    for await (const entry of list.inForce()) entries.push(entry.email);
    expect(entries).to.include("b@example.com").and.not.to.include("a@example.com");
    expect(await list.deleteExpired(() => true)).to.be.greaterThan(0);
    expect(await list.get("a@example.com")).to.equal(undefined);
  });

  it("what has expired is deleted, whatever stands beside it", async () => {
    const store = littered();
    for (const [, value] of GARBAGE.slice(0, 10)) {
      store.model.put({
        PK: { S: "EMAIL_EXPIRED" },
        SK: { S: "PROGRESS" },
        events_before: value,
        hours_before: value,
      });
      store.model.put({ PK: { S: `EMAIL_EVENT#${OLD}` }, SK: { S: "bounce#m#old@example.com" } });
      const { isComplete } = await deleteExpired(store.table, { days: 90, now: NOW, hasTime: () => true });
      expect(isComplete).to.equal(true);
    }
    expect(store.model.all().filter(({ PK }) => PK?.S === `EMAIL_EVENT#${OLD}`)).to.deep.equal([]);
    expect(store.model.all().filter(({ PK }) => PK?.S === `EMAIL_EVENT#${DAY}`)).not.to.deep.equal([]);
  });

  it("events are recorded, counted and reported beside them, with recipients of any form", async () => {
    const store = littered();
    const recipients = garbageTexts(5_000).map((text, index) => bounce(`m${index}`, text));
    const parsed = [...recipients, bounce("good", "good@example.com")].flatMap(message => {
      try {
        return eventsIn([message]);
      } catch {
        return [];
      }
    });
    await store.recorder().record(parsed);
    await countMarks(store.table, store.retention, () => NOW);
    expect((await readTotals(store.table)).get("(unattributed)")?.bounced_permanent).to.equal(parsed.length);
    const query = { days: 1, limit: 100 };
    const { events } = await readSince(store.table, "bounce", query, () => "", NOW);
    expect(events.map(({ email }) => email)).to.include("good@example.com");
    expect(store.suppressed()).to.include("good@example.com");
  });
});
