import { expect } from "chai";
import { UNATTRIBUTED } from "../../../records/email-events";
import { eventsIn, EventStore } from "../../support/ses-events/event-store";
import { bounce, failed, message } from "../../support/ses-events/reported-shapes";

describe("recording what others send or erase", () => {
  it("counts and records mail of another account for no login of this stack, whatever that account's users are named", async () => {
    const store = new EventStore();
    const details = { type: "Permanent", subtype: "General", recipients: [failed("reader@mail.example")] };
    await store
      .recorder()
      .record(
        eventsIn([
          message("event", "Send", {}, { sendingAccountId: "999988887777" }),
          bounce("event", details, { sendingAccountId: "999988887777" }),
        ]),
      );
    expect(Object.keys(await store.totals())).to.deep.equal([UNATTRIBUTED]);
    expect(store.events()[0]).to.not.have.property("username");
  });

  it("does not bring back what was erased, when the event is repeated or was just being recorded", async () => {
    const store = new EventStore();
    const details = { type: "Permanent", subtype: "General", recipients: [failed("reader@mail.example")] };
    const event = bounce("event", details);
    const { tags, ...untagged } = event.mail as Record<string, unknown>;
    expect(tags).to.have.property("ses:caller-identity");
    const notification = { notificationType: "Bounce", mail: untagged, bounce: event.bounce };
    const [anonymous, named] = eventsIn([notification, event]);

    // An erasure that was cut off: the event is gone, its pointer is not.
    await store.recorder().record([anonymous!]);
    const [recorded] = store.events();
    store.model.delete(String(recorded?.PK), String(recorded?.SK));
    await store.recorder().record([named!]);
    expect(store.events()).to.deep.equal([]);

    // Erased before the last write.
    const other = new EventStore();
    other.faultOf = () => {
      const pointer = other.all().find(({ PK }) => String(PK).startsWith("EMAIL_ADDRESS#"));
      if (
        other.calls.length > 1 &&
        other.calls.at(-1) === "UpdateItem" &&
        other.calls.includes("BatchWriteItem")
      )
        other.model.delete(String(pointer?.PK), String(pointer?.SK));
      return undefined;
    };
    await other.recorder().record([anonymous!]);
    expect(other.all().filter(({ PK }) => String(PK).startsWith("EMAIL_ADDRESS#"))).to.deep.equal([]);
  });
});
