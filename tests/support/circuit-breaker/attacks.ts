import { DAYS, days, person, rhythm, type Sender } from "./normal-senders";
import { DAY, HOUR, type Quality, START, Traffic } from "./traffic";

/** A login that is used as always, and then misused from the first day of the last week on. */
export interface Attack extends Sender {
  /** Which rule stops it first. */
  rule: "bounces" | "complaints" | "burst";
  /** ms since 1970. */
  from: number;
}

const FROM = START + (DAYS - 7) * DAY + 11 * HOUR;

export const ATTACKS: readonly Attack[] = [
  attack("stolen password: 5,000 in an hour from a new network", "burst", traffic => {
    person(traffic, "office", 5);
    return () => traffic.campaign(FROM, HOUR, 5_000, "thief", { bounceRate: 0, complaintRate: 0 });
  }),
  attack("the same from many new networks", "burst", traffic => {
    person(traffic, "office", 5);
    return () => {
      for (let index = 0; index < 5_000; index++)
        traffic.send(FROM + (index * HOUR) / 5_000, `proxy ${index % 50}`);
    };
  }),
  attack("old list from the usual network: 30% bounces", "bounces", traffic => {
    person(traffic, "office", 5);
    return () => traffic.campaign(FROM, HOUR, 2_000, "office", { bounceRate: 0.3, complaintRate: 0 });
  }),
  attack("old list among a shop's mail", "bounces", traffic => {
    rhythm(traffic, 400, "cloud");
    return () => traffic.campaign(FROM, 2 * HOUR, 3_000, "cloud", { bounceRate: 0.3, complaintRate: 0 });
  }),
  attack("100 a day with 8% bounces", "bounces", traffic => {
    const quality: Quality = { bounceRate: 0.08, complaintRate: 0 };
    return () => {
      for (const day of days().filter(each => each >= FROM - DAY))
        traffic.campaign(day + 8 * HOUR, 10 * HOUR, 100, "cloud", quality);
    };
  }),
  attack("unwanted mail: 0.5% complaints", "complaints", traffic => {
    rhythm(traffic, 400, "cloud");
    return () => {
      for (const day of days().filter(each => each >= FROM - DAY))
        traffic.campaign(day + 8 * HOUR, 2 * HOUR, 2_000, "cloud", {
          bounceRate: 0.005,
          complaintRate: 0.005,
        });
    };
  }),
];

function attack(name: string, rule: Attack["rule"], prepare: (traffic: Traffic) => () => void): Attack {
  return {
    name,
    rule,
    from: FROM - DAY,
    mails: random => {
      const traffic = new Traffic(random);
      prepare(traffic)();
      return traffic.sorted();
    },
  };
}
