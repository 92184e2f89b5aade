import { expect } from "chai";
import fc from "fast-check";
import { deleteExpired } from "../../../handlers/email-events/expire/delete-expired";
import { Suppressions } from "../../../handlers/email-events/suppressions";
import { EXPIRED_PK, ITEM_ATTRIBUTES, TOTAL_PK } from "../../../records/email-events";
import { SUPPRESSION_PK } from "../../../records/keys";
import { eventsIn, EventStore, type Fault, NOW } from "../../support/ses-events/event-store";
import { REPORTED_BOUNCES } from "../../support/ses-events/reported-bounces";
import { REPORTED_COMPLAINTS, REPORTED_OTHERS } from "../../support/ses-events/reported-others";
import { bounce, complaint, failed, message } from "../../support/ses-events/reported-shapes";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Mail that was sent at a time, to one recipient, and what became of it. */
function happened(at: number, index: number) {
  const timestamp = new Date(at).toISOString();
  const details = {
    timestamp,
    tags: { "ses:caller-identity": [`ses-smtp-user-login${index % 3}-1763000000`] },
  };
  const address = `reader${index}@mail.example`;
  const others = { timestamp };
  return [
    message("event", "Send", {}, details),
    index % 2 === 0
      ? bounce(
          "event",
          { type: "Permanent", subtype: "General", recipients: [failed(address, "5.1.1")], others },
          details,
        )
      : complaint("event", others, [address], details),
  ];
}

/** Records mail of these ages, each on its day, and counts it. */
async function storeWith(ages: readonly number[]): Promise<EventStore> {
  const store = new EventStore();
  for (const [index, age] of [...ages].sort((a, b) => b - a).entries()) {
    store.now = NOW - age;
    await store.recorder().record(eventsIn(happened(store.now, index), store.now));
    await store.totals();
  }
  store.now = NOW;
  await store.totals();
  return store;
}

function run(store: EventStore, hasTime = () => true) {
  return deleteExpired(store.table, { days: store.retention.days, now: store.now, hasTime });
}

/** What is left, except for suppressions, totals and the run's own note. */
function left(store: EventStore): string[] {
  return store
    .all()
    .filter(({ PK }) => ![SUPPRESSION_PK, TOTAL_PK, EXPIRED_PK].includes(String(PK)))
    .map(({ PK, SK }) => `${String(PK)} ${String(SK)}`)
    .sort();
}

describe("deleting what has expired, in a table without TTL", () => {
  const someAges = fc.array(fc.integer({ min: 0, max: 160 * 24 }), { minLength: 1, maxLength: 12 });

  it("deletes what TTL would delete, an event up to a day later, and keeps totals and suppressions", async () => {
    await fc.assert(
      fc.asyncProperty(someAges, async hours => {
        const ages = hours.map(each => each * HOUR);
        const store = await storeWith(ages);
        const [totals, suppressed] = [await store.totals(), store.suppressed()];
        const byTtl = await storeWith(ages);
        byTtl.model.expire(NOW / 1000 + 1);
        const dayBefore = await storeWith(ages);
        dayBefore.model.expire(NOW / 1000 - DAY / 1000);
        expect(await run(store)).to.include({ isComplete: true });
        const kept = new Set(left(store).map(ageless));
        for (const item of left(byTtl).map(ageless)) expect(kept, item).to.include(item);
        const mayBeKept = new Set(left(dayBefore).map(ageless));
        for (const item of kept) expect(mayBeKept, item).to.include(item);
        expect(await store.totals()).to.deep.equal(totals);
        expect(store.suppressed()).to.deep.equal(suppressed);
      }),
      { numRuns: 25 },
    );
  });

  it("can be cut off by any fault or by its time, and ends with the same as an undisturbed run", async () => {
    const faults = fc.infiniteStream(fc.constantFrom<Fault>("before", "after", ...Array<undefined>(3)));
    await fc.assert(
      fc.asyncProperty(someAges, faults, fc.integer({ min: 3, max: 120 }), async (hours, stream, budget) => {
        const ages = hours.map(each => each * HOUR);
        const whole = await storeWith(ages);
        await run(whole);
        const store = await storeWith(ages);
        let faulty = 30;
        store.faultOf = () =>
          store.calls.at(-1) === "BatchWriteItem" && faulty-- > 0
            ? (stream.next().value as Fault)
            : undefined;
        for (let tries = 0; ; tries++) {
          expect(tries).to.be.below(200);
          let steps = budget + tries;
          const result = await run(store, () => steps-- > 0).catch(() => undefined);
          const found = new Set(
            left(store)
              .filter(each => each.startsWith("EMAIL_EVENT#"))
              .map(ageless),
          );
          for (const pointer of left(store).filter(each => each.startsWith("EMAIL_ADDRESS#")))
            expect([...found].join("\n"), "its event").to.include(
              String(pointer.split("#").at(1)?.split(" ")[0]),
            );
          if (result?.isComplete) break;
        }
        expect(left(store).map(ageless)).to.deep.equal(left(whole).map(ageless));
      }),
      { numRuns: 15 },
    );
  });

  it("does not read the days again that it is done with, and still deletes an event that came late", async () => {
    const store = await storeWith([100 * DAY, DAY]);
    const callsOf = async () => {
      store.calls.length = 0;
      await run(store);
      return store.calls.filter(name => name === "Query").length;
    };
    expect(await callsOf()).to.be.above(200);
    const late = happened(NOW - 100 * DAY, 7).slice(1);
    await store.recorder().record(eventsIn(late));
    expect(left(store).filter(each => each.includes("reader7@"))).to.have.lengthOf(2);
    expect(await callsOf()).to.be.below(60);
    expect(left(store).filter(each => each.includes("reader7@"))).to.deep.equal([]);
    expect(new Set(store.calls)).not.to.include("Scan");
  });

  it("deletes suppressions whose time is over, unless somebody has extended one meanwhile", async () => {
    const store = new EventStore();
    const list = new Suppressions(store.table, () => store.now);
    const add = (address: string, ms?: number) =>
      list.add({
        address,
        reason: "manual",
        source: "test",
        ...(ms !== undefined && { expiresAt: new Date(NOW + ms) }),
      });
    await add("over@mail.example", -HOUR);
    await add("extended@mail.example", -HOUR);
    await add("later@mail.example", HOUR);
    await add("never@mail.example");
    let looked = 0;
    store.faultOf = () => {
      if (store.calls.at(-1) === "DeleteItem" && looked++ === 0) {
        const key = { PK: SUPPRESSION_PK, SK: "EMAIL#extended@mail.example" };
        const item = store.model.get(key.PK, key.SK);
        if (item) store.model.put({ ...item, expires_at: { N: String(NOW / 1000 + 60) } });
      }
      return undefined;
    };
    expect(await list.deleteExpired(() => true)).to.equal(1);
    expect(store.suppressed()).to.deep.equal([
      "extended@mail.example",
      "later@mail.example",
      "never@mail.example",
    ]);
  });

  it("knows the name of every attribute that events are stored with", async () => {
    const store = new EventStore();
    const reported = [...REPORTED_BOUNCES, ...REPORTED_COMPLAINTS, ...REPORTED_OTHERS];
    await store.recorder().record(eventsIn(reported.map(({ message: each }) => each)));
    await store.totals();
    await run(store);
    const names = new Set(store.all().flatMap(item => Object.keys(item)));
    expect([...names].filter(name => !ITEM_ATTRIBUTES.has(name))).to.deep.equal(["expires_at"]);
  });
});

/** Two stores have other message ids for the same mail. */
function ageless(item: string): string {
  return item.replaceAll(/010701933c1f\w*-[\w-]+/g, "ID").replaceAll(/#[\w-]{16}$/g, "#HASH");
}
