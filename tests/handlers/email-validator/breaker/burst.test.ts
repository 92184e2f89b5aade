import { expect } from "chai";
import fc from "fast-check";
import { suspectHours } from "../../../../handlers/email-validator/breaker/burst";
import {
  type BurstDetails,
  dayAt,
  type SentMessage,
} from "../../../../handlers/email-validator/breaker/history";
import { judge } from "../../../../handlers/email-validator/breaker/judge";
import { DEFAULT_THRESHOLDS } from "../../../../handlers/email-validator/breaker/thresholds";
import { history, NOW, NOW_HOUR, rules } from "../../../support/circuit-breaker/histories";

describe("the circuit breaker's bursts", () => {
  const past = Object.fromEntries([2, 3, 4, 5, 6, 7].map(daysAgo => [daysAgo * 24, 12]));
  const knownDays = [2, 3, 4].map(daysAgo => ({ day: dayAt(NOW) - daysAgo, network: "office" }));
  const from = (network: string, recipients: number, minutesAgo = 5): SentMessage => ({
    at: NOW - minutesAgo * 60_000,
    recipients,
    network,
  });
  const burst = (messages: SentMessage[], rest: Partial<BurstDetails> = {}): BurstDetails => ({
    messages,
    sightings: knownDays,
    firstHour: NOW_HOUR - 24 * 20,
    ...rest,
  });
  const now = (count: number) => ({ ...past, 0: count });

  it("are an hour over ten times the usual, from a network that the login has not used before", () => {
    const [verdict] = judge(
      history(now(121), [], { burst: burst([from("thief", 121)]) }),
      NOW,
      DEFAULT_THRESHOLDS,
    );
    expect(verdict).to.deep.include({
      rule: "burst",
      recipients: 121,
      networks: 1,
      usual: 12,
      hour: NOW_HOUR,
    });
    expect(rules(history(now(120), [], { burst: burst([from("thief", 120)]) }))).to.deep.equal([]);
  });

  it("are no campaign from where the login always sends, and no little mail from elsewhere", () => {
    expect(rules(history(now(5_000), [], { burst: burst([from("office", 5_000)]) }))).to.deep.equal([]);
    const mixed = burst([from("office", 5_000), from("hotel", 100)]);
    expect(rules(history(now(5_100), [], { burst: mixed }))).to.deep.equal([]);
  });

  it("count from many new networks together, and not from none", () => {
    const many = Array.from({ length: 130 }, (_, index) => from(`proxy ${index}`, 1));
    const [verdict] = judge(history(now(130), [], { burst: burst(many) }), NOW, DEFAULT_THRESHOLDS);
    expect(verdict).to.deep.include({ rule: "burst", networks: 130 });
    const unknown = burst([{ ...from("", 500), network: undefined }]);
    expect(rules(history(now(500), [], { burst: unknown }))).to.deep.equal([]);
  });

  it("take a network for new on the day after its first mail, and for known later", () => {
    const seen = (daysAgo: number) =>
      burst([from("thief", 500)], {
        sightings: [...knownDays, { day: dayAt(NOW) - daysAgo, network: "thief" }],
      });
    expect(rules(history(now(500), [], { burst: seen(1) }))).to.deep.equal(["burst"]);
    expect(rules(history(now(500), [], { burst: seen(2) }))).to.deep.equal([]);
    expect(rules(history(now(500), [], { burst: seen(16) }))).to.deep.equal(["burst"]);
  });

  it("need at least 50 recipients, and a past: fourteen days, mail and networks on three of them", () => {
    const small = { 48: 1, 72: 1, 96: 1 };
    const messages = [from("thief", 50)];
    expect(rules(history({ ...small, 0: 50 }, [], { burst: burst(messages) }))).to.deep.equal(["burst"]);
    expect(rules(history({ ...small, 0: 49 }, [], { burst: burst([from("thief", 49)]) }))).to.deep.equal([]);
    const young = burst(messages, { firstHour: NOW_HOUR - 24 * 14 + 1 });
    expect(rules(history({ ...small, 0: 50 }, [], { burst: young }))).to.deep.equal([]);
    expect(rules(history({ 48: 1, 72: 1, 0: 50 }, [], { burst: burst(messages) }))).to.deep.equal([]);
    const unseen = burst(messages, { sightings: knownDays.slice(1) });
    expect(rules(history({ ...small, 0: 50 }, [], { burst: unseen }))).to.deep.equal([]);
  });

  it("do not become usual while they go on", () => {
    const sent = { ...past, ...Object.fromEntries(Array.from({ length: 20 }, (_, hour) => [hour, 500])) };
    expect(rules(history(sent, [], { burst: burst([from("thief", 500)]) }))).to.deep.equal(["burst"]);
  });

  it("of the hour before are found too, and none before the last enable", () => {
    const messages = [from("thief", 500, 40)];
    expect(rules(history({ ...past, 1: 500 }, [], { burst: burst(messages) }))).to.deep.equal(["burst"]);
    const since = NOW - 10 * 60_000;
    expect(rules(history(now(500), [], { since, burst: burst([from("thief", 500, 15)]) }))).to.deep.equal([]);
    const fresh = burst([from("thief", 500, 15), from("thief", 130, 5)]);
    const [verdict] = judge(history(now(630), [], { since, burst: fresh }), NOW, DEFAULT_THRESHOLDS);
    expect(verdict).to.deep.include({ rule: "burst", recipients: 130 });
  });

  it("are looked for only where the volume alone may be one", () => {
    const volumes = fc.dictionary(
      fc.integer({ min: 0, max: 360 }).map(String),
      fc.integer({ min: 1, max: 2_000 }),
    );
    fc.assert(
      fc.property(volumes, fc.integer({ min: 1, max: 2_000 }), (sent, count) => {
        const of = history({ ...sent, 0: count }, [], { burst: burst([from("thief", count)]) });
        if (rules(of).includes("burst"))
          expect(suspectHours(of, NOW, DEFAULT_THRESHOLDS)).to.include(NOW_HOUR);
      }),
    );
  });
});
