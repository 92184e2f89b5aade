import { expect } from "chai";
import { fromEventBridge, fromSns, startRecorder } from "../../support/ses-events/recorder";
import { bounce, failed, message } from "../../support/ses-events/reported-shapes";

const BOUNCE = bounce("event", {
  type: "Permanent",
  subtype: "General",
  recipients: [failed("reader@mail.example", "5.1.1")],
});

describe("smtp-feedback-recorder", () => {
  it("asks the validator to examine the login behind a new bounce, and not again for a duplicate", async () => {
    const { handle, invoked } = startRecorder();
    await handle(fromSns(BOUNCE, BOUNCE));
    await handle(fromSns(BOUNCE));
    expect(invoked.map(({ FunctionName }) => FunctionName)).to.deep.equal(["smtp-email-validator"]);
    expect(JSON.parse(invoked[0]?.Payload ?? "")).to.deep.include({ examine: { usernames: ["jane.doe"] } });
  });

  it("records events from SNS, from EventBridge, and from the processor, which may all be the same", async () => {
    const { store, handle } = startRecorder();
    await handle(fromSns(BOUNCE));
    await handle(fromEventBridge(BOUNCE));
    await handle({
      messages: [JSON.stringify(BOUNCE)],
      retryCount: 3,
      firstFailedAt: "2026-11-20T11:00:00Z",
    });
    expect(await store.total()).to.deep.equal({ bounced_permanent: 1 });
    expect(store.suppressed()).to.deep.equal(["reader@mail.example"]);
  });

  it("ignores the text by which SES tests a topic, and parks what is no event; the others are recorded", async () => {
    const { store, parked, handle } = startRecorder();
    const notice = "Successfully validated SNS topic for Amazon SES event publishing.";
    await handle(fromSns(notice, "garbage", BOUNCE));
    expect(parked).to.deep.equal(["garbage"]);
    expect(await store.total()).to.deep.equal({ bounced_permanent: 1 });
  });

  // Proves R7.1, R7.2, D-ses-monitoring.2
  it("logs a line for each event without header, subject or bounced address", async () => {
    const { lines, handle } = startRecorder();
    await handle(fromSns(message("event", "Send", {}), BOUNCE));
    expect(lines).to.have.lengthOf(2);
    expect(lines[0]).to.deep.include({
      email_event: "send",
      username: "jane.doe",
      source: "noreply@company.example",
      recipients: ["reader@mail.example"],
    });
    expect(lines[1]).to.include({ email_event: "bounce", bounce_type: "permanent", recipient_count: 1 });
    expect(JSON.stringify(lines[1])).to.not.contain("reader@mail.example");
    expect(JSON.stringify(lines)).to.not.match(/Anmeldung|Received|headers/);
  });

  it("counts the recipients of each delivery that it has recorded", async () => {
    const { store, emitted, handle } = startRecorder();
    const delivery = (...recipients: string[]) =>
      message("event", "Delivery", {
        delivery: { timestamp: "2026-11-20T11:59:00.000Z", recipients, smtpResponse: "250 ok" },
      });
    const sends = () => emitted.flatMap(({ SuccessfulSends }) => SuccessfulSends ?? []).filter(Boolean);
    await handle(fromEventBridge(delivery("a@mail.example", "b@mail.example")));
    await handle(fromSns(BOUNCE));
    expect(sends()).to.deep.equal([2]);
    store.faultOf = () => "before";
    await handle(fromEventBridge(delivery("c@mail.example"))).catch(() => undefined);
    expect(sends(), "what is not recorded is retried, and counted then").to.deep.equal([2]);
  });

  it("measures the quota while events arrive, and alerts of it", async () => {
    const { store, published, emitted, handle } = startRecorder();
    await handle({ count: { cause: "daily" } });
    expect(emitted, "no event, no call").to.deep.equal([]);
    await handle(fromSns(BOUNCE));
    await handle(fromSns(BOUNCE));
    expect(emitted.flatMap(({ QuotaUsed }) => QuotaUsed ?? [])).to.deep.equal([85]);
    expect(published.map(({ Subject }) => Subject)).to.deep.equal([
      "ses-smtp: 85% of the sending quota is used",
    ]);
    store.now += 5 * 60_000;
    await handle(fromSns(BOUNCE));
    expect(emitted.flatMap(({ QuotaUsed }) => QuotaUsed ?? [])).to.deep.equal([85, 85]);
    expect(published).to.have.length(1);
  });

  it("fails if the table does, so that Lambda retries, and logs nothing that was not recorded", async () => {
    const { store, lines, handle } = startRecorder();
    let broken = true;
    store.faultOf = () => (broken ? "before" : undefined);
    const error = await handle(fromSns(BOUNCE)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.an("error");
    expect(lines.map(({ message }) => message)).to.deep.equal(["failed"]);
    broken = false;
    await handle(fromSns(BOUNCE));
    expect(await store.total()).to.deep.equal({ bounced_permanent: 1 });
  });

  it("counts when it is asked to, and refuses any other event", async () => {
    const { store, handle } = startRecorder();
    await handle(fromSns(BOUNCE));
    store.calls.length = 0;
    await handle({ count: { cause: "daily" } });
    expect(store.calls).to.include("TransactWriteItems");
    const error = await handle({}).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String(error)).to.contain("Invalid recorder event");
  });
});
