import { expect } from "chai";
import {
  type ManagerEvent,
  MAX_USERNAMES_PER_EVENT,
  parseManagerEvent,
} from "../../../handlers/shared/manager-event";

const EVENT: ManagerEvent = { usernames: ["ann"], cause: "stream", correlationId: "id-1", retryCount: 0 };

const usernames = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

describe("a manager event", () => {
  it("is what was sent, after JSON", () => {
    for (const event of [EVENT, { ...EVENT, usernames: usernames(MAX_USERNAMES_PER_EVENT), retryCount: 3 }]) {
      expect(parseManagerEvent(JSON.parse(JSON.stringify(event)))).to.deep.equal(event);
    }
  });

  it("names each username once: two runs of one username would only get in each other's way", () => {
    expect(parseManagerEvent({ ...EVENT, usernames: ["a", "b", "a"] }).usernames).to.deep.equal(["a", "b"]);
  });

  it("may contain an invalid username: its record must say so, and the others must not wait for it", () => {
    const odd = ["", "john doe", "<aws.scheduler.execution-id>", "j".repeat(1_000)];
    expect(parseManagerEvent({ ...EVENT, usernames: odd }).usernames).to.deep.equal(odd);
  });

  it("passes with fields that a later version adds", () => {
    expect(parseManagerEvent({ ...EVENT, firstSeenAt: 1 })).to.deep.equal(EVENT);
  });

  const WRONG: [string, unknown, RegExp][] = [
    ["nothing", undefined, /it must be an object/],
    ["a string", "ann", /it must be an object/],
    ["a list", [EVENT], /it must be an object/],
    ["stream records", { Records: [] }, /usernames must be a list of strings/],
    ["one username without a list", { ...EVENT, usernames: "ann" }, /usernames must be a list of strings/],
    ["a number as username", { ...EVENT, usernames: ["ann", 7] }, /usernames must be a list of strings/],
    ["no username", { ...EVENT, usernames: [] }, /usernames must have 1 to 100 entries, and has 0/],
    ["too many usernames", { ...EVENT, usernames: usernames(101) }, /1 to 100 entries, and has 101/],
    ["no cause", { ...EVENT, cause: undefined }, /cause must be/],
    ["an empty cause", { ...EVENT, cause: "" }, /cause must be/],
    ["a number as correlation id", { ...EVENT, correlationId: 1 }, /correlationId must be/],
    ["an empty correlation id", { ...EVENT, correlationId: "" }, /correlationId must be/],
    ["no retry count", { ...EVENT, retryCount: undefined }, /retryCount must be/],
    ["a negative retry count", { ...EVENT, retryCount: -1 }, /retryCount must be/],
    ["half a retry", { ...EVENT, retryCount: 0.5 }, /retryCount must be/],
    ["a retry count as text", { ...EVENT, retryCount: "1" }, /retryCount must be/],
  ];
  for (const [what, value, message] of WRONG) {
    it(`is refused, naming the field, with ${what}`, () => {
      expect(() => parseManagerEvent(value))
        .to.throw(/^Invalid manager event: /)
        .with.property("message")
        .match(message);
    });
  }
});
