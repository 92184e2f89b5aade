import { expect } from "chai";
import fc from "fast-check";
import { isAtLimit, pauseMs } from "../../../handlers/dlq-processor/backoff";
import { dlqMessage } from "../../../handlers/shared/dlq-message";
import { dueMinute } from "../../../handlers/shared/schedules";

const MINUTE = 60_000;
const NOW = Date.parse("2026-11-26T12:00:10Z");
const HOUR = 60 * MINUTE;

const failed = (retryCount: number, agoMs = 0) =>
  dlqMessage("john.doe", "id", undefined, {
    errorType: "Error",
    errorMessage: "",
    retryCount,
    timestamp: new Date(NOW - agoMs).toISOString(),
  });

describe("the pause before the next try", () => {
  // Proves D-lambda-errors.2, T4.2-b
  it("doubles from a minute, with full jitter", () => {
    expect([0, 1, 2, 3, 4, 9].map(count => pauseMs(count, false, 1) / MINUTE)).to.deep.equal([
      1, 2, 4, 8, 14, 14,
    ]);
    expect([0, 0.25, 0.5].map(random => pauseMs(2, false, random) / MINUTE)).to.deep.equal([0, 1, 2]);
  });

  it("ends with a wake-up within 15 minutes, and within 2 for a login that is to be stopped", () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(MINUTE),
        (count, stops, random, second) => {
          const now = NOW + second;
          const due = dueMinute(now + pauseMs(count, stops, random), now);
          expect(due - now).to.be.at.most((stops ? 2 : 15) * MINUTE);
        },
      ),
    );
  });
});

describe("the limit of tries", () => {
  it("is ten retries", () => {
    expect([0, 9, 10, 11].map(count => isAtLimit(failed(count), false, NOW))).to.deep.equal([
      false,
      false,
      true,
      true,
    ]);
  });

  it("is a day for a login that is to be stopped, however often that is", () => {
    expect(isAtLimit(failed(700, 23 * HOUR), true, NOW)).to.equal(false);
    expect(isAtLimit(failed(0, 24 * HOUR), true, NOW)).to.equal(true);
  });
});
