import { expect } from "chai";
import type { DlqMessage } from "../../handlers/shared/dlq-message";
import { MAX_RETRIES } from "../../handlers/shared/retry-limit";
import { pollUntil } from "../../sandbox/shared/poll";
import { FailedOperations } from "../support/sandbox/failed-operations";

/**
 * The pauses before ten retries, on average 50 minutes, become half a minute. What remains are eleven runs of the
 * manager: each repeats a denied call for up to half a minute, because a new permission may take that long.
 */
const SPEEDUP = 120;

/** Twice what it takes on a machine with other things to do. */
const MAX_WAIT_MS = 600_000;

const FIELDS = ["originalEvent", "errorType", "errorMessage", "retryCount", "timestamp"];
const USERNAME = "denied-to-the-end";

describe("an operation that fails to the last retry", function () {
  this.timeout(MAX_WAIT_MS + 120_000);
  let on: FailedOperations;
  let failures: () => Promise<DlqMessage[]>;
  let alertAbout: (text: string) => Promise<string>;
  let parked: DlqMessage;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    on = await FailedOperations.start({ speedup: SPEEDUP });
    failures = await on.subscribeToFailures();
    alertAbout = await on.subscribeToAlerts();
  });
  after(() => on?.close());

  // Proves T8.3-b
  it("is woken by the program's own schedules until it is parked, with its five fields", async () => {
    on.deny("kms", "Encrypt", USERNAME);
    await on.request(USERNAME);
    const isAbout = (body: string) => body.includes(`USER#${USERNAME}`);
    parked = JSON.parse(await on.parked("the operation", isAbout, { maxWaitMs: MAX_WAIT_MS })) as DlqMessage;
    expect(Object.keys(parked).sort()).to.deep.equal([...FIELDS].sort());
    expect(parked).to.include({ errorType: "access_denied", retryCount: MAX_RETRIES });
    expect(parked.originalEvent).to.include({ eventName: "INSERT" });
  });

  it("was reported once before each retry, with the count of retries and the time it failed first", async () => {
    const reported = await failures();
    const counts = Array.from({ length: MAX_RETRIES }, (_, count) => count);
    expect(reported.map(({ retryCount }) => retryCount).sort((one, other) => one - other)).to.deep.equal(
      counts,
    );
    for (const { originalEvent, timestamp } of reported)
      expect({ originalEvent, timestamp }).to.deep.equal({
        originalEvent: parked.originalEvent,
        timestamp: parked.timestamp,
      });
  });

  // Proves D-lambda-errors.2, D-dlq.3, T4.2-c, T8.3-c
  it("is failed in the table, and an alert names the reason and the command to retry it", async () => {
    const record = await on.until(USERNAME, ({ status }) => status === "failed");
    expect(record.failure).to.include({ code: "access_denied" });
    const alert = await alertAbout(`"${USERNAME}"`);
    expect(alert).to.include("Reason (access_denied): ").and.include("ses-smtp failures retry");
  });

  it("is not retried any further: the queue is empty, and nothing is booked", async () => {
    await pollUntil("no wake-up of the processor", 60_000, async () => {
      const found = await on.drains();
      return found.length === 0 ? { done: undefined } : { yet: found.join() };
    });
    expect(await on.deadLetters()).to.deep.equal([]);
    expect((await on.parkedBodies()).filter(body => body.includes(USERNAME))).to.have.lengthOf(1);
  });
});
