import { expect } from "chai";
import { UNCOUNTED_PK } from "../../../records/email-events";
import { eventsIn, EventStore, NOW } from "../../support/ses-events/event-store";
import { message } from "../../support/ses-events/reported-shapes";

const MINUTE = 60_000;

describe("counting marks", () => {
  const send = () => eventsIn([message("event", "Send", {}, { timestamp: new Date(NOW).toISOString() })]);

  it("goes on from what was counted, and forgets an hour only when nobody can add to it without saying so", async () => {
    const store = new EventStore();
    const recorder = store.recorder();
    const uncounted = () => store.all().filter(({ PK }) => PK === UNCOUNTED_PK).length;
    await recorder.record(send());
    expect(await store.total()).to.include({ sent_messages: 1 });
    store.now += 4 * MINUTE;
    await recorder.record(send()); // relies on the first announcement
    store.now += 10 * MINUTE;
    expect(await store.total()).to.include({ sent_messages: 2 });
    expect(uncounted()).to.equal(1);
    store.now += 2 * MINUTE;
    await store.total();
    expect(uncounted()).to.equal(0);
    await recorder.record(send());
    expect(uncounted()).to.equal(1);
    expect(await store.total()).to.include({ sent_messages: 3 });
  });

  it("never goes down, also when marks have expired", async () => {
    const store = new EventStore();
    await store.recorder().record([...send(), ...send()]);
    await store.total();
    const [mark] = store.all().filter(({ PK }) => String(PK).startsWith("EMAIL_MARK#"));
    store.model.delete(String(mark?.PK), String(mark?.SK));
    expect(await store.total()).to.include({ sent_messages: 2 });
  });

  it("is exact when two count at a time", async () => {
    const store = new EventStore();
    await store.recorder().record([...send(), ...send(), ...send()]);
    await Promise.all([store.total(), store.total(), store.total()]);
    expect(await store.total()).to.include({ sent_messages: 3, sent: 3 });
  });

  it("announces a login's hour once in five minutes, so that a send is one write", async () => {
    const store = new EventStore();
    const recorder = store.recorder();
    await recorder.record(send());
    store.calls.length = 0;
    await recorder.record(send());
    expect(store.calls).to.deep.equal(["BatchWriteItem"]);
  });

  it("leaves out mail that is older than its marks could be", async () => {
    const store = new EventStore();
    const old = message("event", "Send", {}, { timestamp: "2026-10-01T00:00:00Z" });
    expect(await store.recorder().record(eventsIn([old]))).to.deep.equal({
      feedback: 0,
      against: [],
      tooOld: 1,
    });
    expect(await store.total()).to.deep.equal({});
  });
});
