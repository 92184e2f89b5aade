import { expect } from "chai";
import * as fc from "fast-check";
import {
  allowedSince,
  allowing,
  allowingOnly,
  patternAllows,
  readSenderHistory,
  senderAttributes,
  type SenderHistory,
  senderPatterns,
} from "../../../handlers/shared/sender-history";

const HOUR = 3_600_000;

const attributesOf = (history: SenderHistory | undefined) =>
  Object.fromEntries(
    Object.entries(senderAttributes(history)).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );

describe("the history of a login's senders", () => {
  it("has what is about to be allowed and what is allowed, until only the new list is left", () => {
    const first = allowingOnly(undefined, ["a@x.example", "b@x.example"], 1_000)!;
    const between = allowing(first, ["b@x.example", "c@x.example"], 2_000);
    expect(allowedSince(between, 9_000)).to.have.members(["a@x.example", "b@x.example", "c@x.example"]);
    const second = allowingOnly(between, ["b@x.example", "c@x.example"], 3_000)!;
    expect(allowedSince(second, 3_000)).to.have.members(["a@x.example", "b@x.example", "c@x.example"]);
    expect(allowedSince(second, 3_001)).to.have.members(["b@x.example", "c@x.example"]);
    expect(second.since).to.equal(1_000);
  });

  it("is not written again where nothing changes", () => {
    const history = allowingOnly(undefined, ["a@x.example"], 1_000)!;
    expect(allowing(history, ["a@x.example"], 2_000)).to.equal(history);
    expect(allowingOnly(history, ["a@x.example"], 2_000)).to.equal(history);
    expect(allowingOnly(undefined, [], 1_000)).to.equal(undefined);
  });

  it("keeps a former sender for two days, and one that is allowed again as such", () => {
    const stopped = allowingOnly(allowing(undefined, ["a@x.example"], 0), [], HOUR)!;
    expect(allowingOnly(stopped, [], 48 * HOUR)?.patterns.get("a@x.example")).to.equal(HOUR);
    expect(allowingOnly(stopped, [], 50 * HOUR)?.patterns.size).to.equal(0);
    expect(allowedSince(allowing(stopped, ["a@x.example"], 2 * HOUR), 9 * HOUR)).to.deep.equal([
      "a@x.example",
    ]);
  });

  it("has room for 150 former senders, and knows nothing of the time before the last that was dropped", () => {
    let history = allowing(undefined, ["x0@x.example"], 0);
    for (let at = 1; at <= 200; at++) history = allowingOnly(history, [`x${at}@x.example`], at)!;
    expect(history.patterns.size).to.equal(151);
    expect(history.since).to.equal(51);
    expect(JSON.stringify(senderAttributes(history)).length).to.be.lessThan(10_000);
  });

  it("is the same when it is read from its attributes, which anybody may have written", () => {
    const pattern = fc.stringMatching(/^[a-z*]{1,6}@[a-z]{1,6}\.example$/);
    const steps = fc.array(fc.tuple(fc.boolean(), fc.uniqueArray(pattern, { maxLength: 4 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(steps, all => {
        let history: SenderHistory | undefined;
        all.forEach(([only, patterns], index) => {
          history = (only ? allowingOnly : allowing)(history, patterns, index * 1_000);
        });
        expect(readSenderHistory(attributesOf(history))).to.deep.equal(history);
      }),
      { numRuns: 500 },
    );
    expect(readSenderHistory(undefined)).to.equal(undefined);
    expect(readSenderHistory({ senders: { S: "a" }, senders_since: { N: "1" } })).to.equal(undefined);
    expect(readSenderHistory({ senders: { L: [] }, senders_since: { S: "x" } })).to.equal(undefined);
    const odd = {
      senders: { L: [{ N: "1" }] },
      former_senders: { M: { a: { S: "b" } } },
      senders_since: { N: "1" },
    };
    expect(readSenderHistory(odd)).to.deep.equal({ since: 1, patterns: new Map() });
  });

  it("never calls a sender former that some list allowed within the time", () => {
    const steps = fc.array(fc.tuple(fc.nat(100), fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"))), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(steps, fc.nat(2_000), (all, since) => {
        let [history, now]: [SenderHistory | undefined, number] = [undefined, 0];
        const lists: { from: number; to: number; patterns: string[] }[] = [];
        for (const [pause, patterns] of all) {
          now += pause;
          const last = lists.at(-1);
          if (last) last.to = now;
          lists.push({ from: now, to: Infinity, patterns });
          history = allowingOnly(history, patterns, now);
        }
        const expected = new Set(lists.filter(({ to }) => to >= since).flatMap(({ patterns }) => patterns));
        expect(new Set(history === undefined ? [] : allowedSince(history, since))).to.deep.equal(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the senders that receiving rules give", () => {
  const patterns = senderPatterns(["jane@x.example", "*@list.example"], {
    senders: ["info@x.example", "*@x.example"],
    except: ["bob@x.example", "sales@x.example"],
  });

  const cases: [address: string, allowed: boolean][] = [
    ["jane@x.example", true],
    ["info@x.example", true],
    ["anybody@x.example", true],
    ["anybody@X.EXAMPLE", true],
    ["bob@x.example", false],
    ["sales@x.example", false],
    ["Bob@x.example", false],
    ["Anybody@list.example", true],
    ["anybody@elsewhere.example", false],
  ];
  for (const [address, allowed] of cases)
    it(`${allowed ? "allow" : "do not allow"} ${address}`, () => {
      expect(patterns.some(pattern => patternAllows(pattern, address))).to.equal(allowed);
    });

  it("are kept one by one, with what a wildcard leaves out", () => {
    expect(patterns).to.deep.equal([
      "jane@x.example",
      "*@list.example",
      "info@x.example",
      "*@x.example except bob@x.example sales@x.example",
    ]);
  });
});
