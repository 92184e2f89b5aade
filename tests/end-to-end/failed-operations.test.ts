import { expect } from "chai";
import { dlqMessage } from "../../handlers/shared/dlq-message";
import { pollUntil } from "../../sandbox/shared/poll";
import { sequenceNumbersOf } from "../support/sandbox/stream-records";
import { changeStreamMapping } from "../support/sandbox/event-source-mapping";
import { FailedOperations } from "../support/sandbox/failed-operations";

const FIELDS = ["originalEvent", "errorType", "errorMessage", "retryCount", "timestamp"];

/** A message about this username as a person would write it. */
function byHand(username: string, retryCount: number): string {
  const failed = { errorType: "ByHand", errorMessage: "", retryCount, timestamp: new Date().toISOString() };
  return JSON.stringify(dlqMessage(username, "by-hand", undefined, failed));
}

describe("an operation that failed", function () {
  this.timeout(600_000);
  let on: FailedOperations;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    on = await FailedOperations.start();
  });
  after(() => on?.close());

  // Proves D-lambda-errors.3, D-dlq.1, D-dlq.2, T8.3-a, T8.3-b
  it("is retried and counted until KMS is allowed again, as the queue and the table show", async () => {
    const lift = on.deny("kms", "Encrypt", "denied-for-a-while");
    await on.request("denied-for-a-while");
    const failed = await on.until("denied-for-a-while", ({ status }) => status === "failed");
    expect(failed.failure).to.include({ code: "access_denied" });

    const first = await on.deadLetter("denied-for-a-while", 0);
    expect(Object.keys(first).sort()).to.deep.equal([...FIELDS].sort());
    expect(first.originalEvent.dynamodb.Keys).to.deep.equal({
      PK: { S: "SMTP_USER" },
      SK: { S: "USER#denied-for-a-while" },
    });
    expect(first.originalEvent.eventName).to.equal("INSERT");
    const numbers = await sequenceNumbersOf(on.sandbox.report, "denied-for-a-while");
    expect(numbers[0]).to.equal(first.originalEvent.dynamodb.SequenceNumber);
    expect(first.errorType).to.equal("access_denied");
    expect(JSON.stringify(first)).to.not.include("company.com"); // nothing of the record

    const second = await on.deadLetter("denied-for-a-while", 1);
    expect(second).to.deep.include({ timestamp: first.timestamp, originalEvent: first.originalEvent });
    lift();
    const active = await on.until("denied-for-a-while", ({ status }) => status === "active");
    expect(active).to.include({ verified_status: "active" });
    expect(active.failure).to.equal(undefined);
  });

  it("is one of a batch, and fails alone: the others become active", async () => {
    const lift = on.deny("dynamodb", "UpdateItem", '"USER#unleased"');
    for (const username of ["beside-1", "unleased", "beside-2"]) await on.request(username);
    for (const username of ["beside-1", "beside-2"])
      await on.until(username, ({ status }) => status === "active");
    const message = await on.deadLetter("unleased", 0);
    expect(message.errorMessage).to.include("Could not reconcile unleased: ");
    lift();
    await on.until("unleased", ({ status }) => status === "active");
  });

  it("is found in the stream, if the dispatcher could not send it: Lambda tells positions only", async () => {
    await changeStreamMapping(on.sandbox.report, { MaximumRetryAttempts: 2 }); // a hundred would take minutes
    const lift = on.sandbox.frontDoor.faults.add({
      service: "lambda",
      match: ({ path, body }) => path.endsWith("/invocations") && body.includes('"undispatched"'),
      mode: "throttle",
    });
    await on.request("undispatched");
    const message = await on.deadLetter("undispatched", 0);
    expect(message).to.include({ errorType: "RetryAttemptsExhausted" });
    expect(message.originalEvent.eventName).to.equal("INSERT");
    const [number] = await sequenceNumbersOf(on.sandbox.report, "undispatched");
    expect(message.originalEvent.dynamodb.SequenceNumber).to.equal(number);
    lift();
    await on.until("undispatched", ({ status }) => status === "active");
  });

  it("can be a message that a person wrote, beside others that are poison and parked as they are", async () => {
    await changeStreamMapping(on.sandbox.report, { Enabled: false }); // only the message leads to the manager
    await on.request("by-hand");
    const poison = ["not JSON", JSON.stringify({ no: "username" }), `large ${"x".repeat(250_000)}`];
    for (const body of [...poison, byHand("by-hand", 0)]) await on.send(body);
    await on.drain();
    await on.until("by-hand", ({ status }) => status === "active");
    for (const body of poison) expect(await on.parked("poison", each => each === body)).to.equal(body);
  });

  it("can be a message that a person published to the topic", async () => {
    await on.request("published"); // the stream is still off
    await on.publish(byHand("published", 0));
    await on.until("published", ({ status }) => status === "active");
  });

  it("leaves nothing behind once it is done: no schedule, and no message", async () => {
    await pollUntil("no wake-up of the processor", 180_000, async () => {
      const found = await on.drains();
      return found.length === 0 ? { done: undefined } : { yet: found.join() };
    });
    expect(await on.deadLetters()).to.deep.equal([]);
  });
});
