import { expect } from "chai";
import fc from "fast-check";
import { hourAt } from "../../../../handlers/email-validator/breaker/history";
import { judge } from "../../../../handlers/email-validator/breaker/judge";
import { DEFAULT_THRESHOLDS } from "../../../../handlers/email-validator/breaker/thresholds";
import { events, history, NOW, NOW_HOUR, rules } from "../../../support/circuit-breaker/histories";
import { DAY, HOUR } from "../../../support/circuit-breaker/traffic";

describe("the circuit breaker's bounces", () => {
  it("are above 5% of at least 50 recipients, of ten recipients in three domains", () => {
    const [verdict] = judge(history({ 1: 100 }, events("bounce", 12, 3)), NOW, DEFAULT_THRESHOLDS);
    expect(verdict).to.deep.include({ rule: "bounces", count: 12, domains: 3, sent: 100, days: 1 });
    expect(rules(history({ 1: 50 }, events("bounce", 10, 3)))).to.deep.equal(["bounces"]);
    expect(rules(history({ 1: 49 }, events("bounce", 10, 3)))).to.deep.equal([]);
    expect(rules(history({ 1: 50 }, events("bounce", 9, 3)))).to.deep.equal([]);
    expect(rules(history({ 1: 50 }, events("bounce", 10, 2)))).to.deep.equal([]);
    expect(rules(history({ 1: 2_000 }, events("bounce", 100, 9)))).to.deep.equal([]);
    expect(rules(history({ 1: 2_000 }, events("bounce", 101, 9)))).to.deep.equal(["bounces"]);
  });

  it("of one recipient count once, however many mails bounced", () => {
    const same = events("bounce", 40, 3).map(each => ({ ...each, recipient: each.domain }));
    expect(rules(history({ 1: 50 }, same))).to.deep.equal([]);
  });

  it("that a list with 3% has by chance among few recipients stop nothing", () => {
    expect(rules(history({ 1: 200 }, events("bounce", 11, 9)))).to.deep.equal([]);
    expect(rules(history({ 1: 200 }, events("bounce", 17, 9)))).to.deep.equal([]);
    expect(rules(history({ 1: 200 }, events("bounce", 18, 9)))).to.deep.equal(["bounces"]);
    expect(rules(history({ 1: 100_000 }, events("bounce", 5_000, 9)))).to.deep.equal([]);
    expect(rules(history({ 1: 100_000 }, events("bounce", 5_001, 9)))).to.deep.equal(["bounces"]);
  });

  it("count for the day on which the mail was sent", () => {
    const late = events("bounce", 20, 5, 30);
    expect(rules(history({ 30: 5_000, 1: 60 }, late))).to.deep.equal([]);
    expect(rules(history({ 30: 200, 1: 5_000 }, late))).to.deep.equal(["bounces"]);
  });

  it("are judged over three days where there are few a day", () => {
    const few = [1, 25, 49].flatMap(hoursAgo => events("bounce", 7, 4, hoursAgo));
    const sent = { 1: 60, 25: 60, 49: 60 };
    expect(judge(history(sent, few), NOW, DEFAULT_THRESHOLDS)).to.deep.include.members([
      { rule: "bounces", count: 21, domains: 4, sent: 180, days: 3, lastAt: NOW - HOUR },
    ]);
    expect(rules(history({ ...sent, 49: 20 }, few))).to.deep.equal([]);
    expect(rules(history({ 100: 60 }, events("bounce", 50, 5, 100)))).to.deep.equal([]);
  });

  it("before the last enable do not count, nor what was sent in the hours before", () => {
    const old = events("bounce", 20, 5, 3);
    const sent = { 3: 100, 1: 100 };
    expect(rules(history(sent, old, { since: NOW - 2 * HOUR }))).to.deep.equal([]);
    expect(rules(history(sent, old))).to.deep.equal(["bounces"]);
    const fresh = events("bounce", 20, 5, 1);
    const [verdict] = judge(
      history(sent, [...old, ...fresh], { since: NOW - 2 * HOUR }),
      NOW,
      DEFAULT_THRESHOLDS,
    );
    expect(verdict).to.deep.include({ count: 20, sent: 100 });
  });

  it("have limits of their own in the settings", () => {
    const of = history({ 1: 1_000 }, events("bounce", 60, 5));
    expect(rules(of, { ...DEFAULT_THRESHOLDS, bounceRate: 0.07 })).to.deep.equal([]);
    expect(rules(of, { ...DEFAULT_THRESHOLDS, minRecipients: 1_001 })).to.deep.equal([]);
  });
});

describe("the circuit breaker's complaints", () => {
  it("are above 0.1%, at least three, in two domains", () => {
    const [verdict] = judge(history({ 1: 600 }, events("complaint", 3, 2)), NOW, DEFAULT_THRESHOLDS);
    expect(verdict).to.deep.include({ rule: "complaints", count: 3, domains: 2, sent: 600 });
    expect(rules(history({ 1: 600 }, events("complaint", 2, 2)))).to.deep.equal([]);
    expect(rules(history({ 1: 600 }, events("complaint", 3, 1)))).to.deep.equal([]);
    expect(rules(history({ 1: 3_000 }, events("complaint", 3, 3)))).to.deep.equal([]);
    expect(rules(history({ 1: 49 }, events("complaint", 9, 3)))).to.deep.equal([]);
  });

  it("that a list with few has by chance stop nothing", () => {
    expect(rules(history({ 1: 1_000 }, events("complaint", 3, 3)))).to.deep.equal([]);
    expect(rules(history({ 1: 1_000 }, events("complaint", 4, 3)))).to.deep.equal(["complaints"]);
    expect(rules(history({ 1: 10_000 }, events("complaint", 11, 3)))).to.deep.equal(["complaints"]);
  });

  it("are reports, not the recipients that one report names", () => {
    const one = events("complaint", 20, 2).map(each => ({ ...each, messageId: "m" }));
    expect(rules(history({ 1: 100 }, one))).to.deep.equal([]);
    const onePerson = events("complaint", 20, 2).map(each => ({ ...each, recipient: each.domain }));
    expect(rules(history({ 1: 100 }, onePerson))).to.deep.equal([]);
  });
});

describe("the circuit breaker's verdict", () => {
  const anyEvents = fc.array(
    fc.record({
      type: fc.constantFrom("bounce" as const, "complaint" as const),
      sentAt: fc.integer({ min: NOW - 5 * DAY, max: NOW }),
      messageId: fc.integer({ max: 200 }).map(String),
      recipient: fc.integer({ max: 60 }).map(String),
      domain: fc.integer({ max: 5 }).map(String),
    }),
    { maxLength: 150 },
  );
  const anySent = fc.dictionary(
    fc.integer({ min: 0, max: 80 }).map(String),
    fc.integer({ max: 200, min: 0 }),
  );

  it("is the same for duplicates in any order", () => {
    fc.assert(
      fc.property(anySent, anyEvents, (sent, found) => {
        const twice = [...found, ...[...found].reverse()];
        expect(judge(history(sent, twice), NOW, DEFAULT_THRESHOLDS)).to.deep.equal(
          judge(history(sent, found), NOW, DEFAULT_THRESHOLDS),
        );
      }),
    );
  });

  it("does not depend on anything before the last enable", () => {
    fc.assert(
      fc.property(anySent, anyEvents, fc.integer({ min: NOW - 5 * DAY, max: NOW }), (sent, found, since) => {
        const after = Object.fromEntries(
          Object.entries(sent).filter(([hoursAgo]) => NOW_HOUR - Number(hoursAgo) >= hourAt(since)),
        );
        const rest = found.filter(({ sentAt }) => sentAt >= since);
        expect(judge(history(sent, found, { since }), NOW, DEFAULT_THRESHOLDS)).to.deep.equal(
          judge(history(after, rest), NOW, DEFAULT_THRESHOLDS),
        );
      }),
    );
  });
});
