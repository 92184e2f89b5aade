import { DAY, HOUR, type Mail, MINUTE, type Quality, type Random, START, Traffic, USUAL } from "./traffic";

/** A login and how it is used. */
export interface Sender {
  name: string;
  mails(random: Random): Mail[];
}

/** Two weeks that become the past of the logins, and thirty days. */
export const DAYS = 45;

const OFFICE = "office";
const CLOUD = "cloud";

/** Twenty logins whose mail nobody minds. */
export const NORMAL_SENDERS: readonly Sender[] = [
  sender("weekly newsletter", traffic => {
    for (const day of weekdays(2)) traffic.campaign(day + 9 * HOUR, HOUR, 3_000, CLOUD);
    person(traffic, OFFICE, 4);
  }),
  sender("monthly newsletter", traffic => {
    for (const day of firsts()) traffic.campaign(day + 7 * HOUR, 3 * HOUR, 8_000, CLOUD);
    person(traffic, CLOUD, 5);
  }),
  sender("shop", traffic => rhythm(traffic, 400, CLOUD)),
  sender("large shop", traffic => rhythm(traffic, 2_000, CLOUD)),
  sender("person", traffic => person(traffic, OFFICE, 5)),
  sender("person who travels", traffic => {
    for (const [index, day] of days().entries()) oneDay(traffic, day, `hotel ${Math.floor(index / 3)}`, 8);
  }),
  sender("invoices on the first", traffic => {
    for (const day of firsts()) traffic.campaign(day + 6 * HOUR, HOUR / 2, 600, OFFICE);
    person(traffic, OFFICE, 3);
  }),
  sender("new login with a first campaign", traffic => {
    const from = START + 20 * DAY;
    for (const day of days().filter(each => each >= from)) oneDay(traffic, day, OFFICE, 3);
    traffic.campaign(from + DAY + 10 * HOUR, HOUR, 2_000, CLOUD);
  }),
  sender("list with 3% bounces", traffic => {
    const quality: Quality = { bounceRate: 0.03, complaintRate: 0.0001 };
    for (const day of [...weekdays(1), ...weekdays(4)])
      traffic.campaign(day + 8 * HOUR, 2 * HOUR, 1_000, CLOUD, quality);
  }),
  sender("doubles each week", traffic => {
    for (const [index, day] of days().entries()) {
      const perHour = (50 * 2 ** (index / 7)) / 24;
      for (let hour = 0; hour < 24; hour++) traffic.about(day + hour * HOUR, perHour, CLOUD);
    }
  }),
  sender("office that moves", traffic => {
    const placeOn = (day: number) => (day < START + 25 * DAY ? OFFICE : "new office");
    for (const day of days()) oneDay(traffic, day, placeOn(day), 60);
    for (const day of weekdays(3)) traffic.campaign(day + 14 * HOUR, HOUR, 400, placeOn(day));
  }),
  sender("monitoring with an outage", traffic => {
    for (const day of days()) traffic.about(day + traffic.random() * 23 * HOUR, 1.5, CLOUD);
    traffic.campaign(START + 31 * DAY + 3 * HOUR, HOUR, 240, CLOUD);
  }),
  sender("mailing list", traffic => {
    for (const day of days())
      for (let count = 0; count < 12; count++)
        traffic.send(
          day + 6 * HOUR + traffic.random() * 15 * HOUR,
          CLOUD,
          10 + Math.floor(traffic.random() * 40),
        );
  }),
  sender("password resets", traffic => {
    for (const day of days())
      for (let hour = 0; hour < 24; hour++) traffic.about(day + hour * HOUR, 30, CLOUD);
  }),
  sender("invitations", traffic => {
    person(traffic, "home", 6);
    traffic.campaign(START + 28 * DAY + 19 * HOUR, 40 * MINUTE, 150, "home");
  }),
  sender("sale of eight times the usual", traffic => {
    rhythm(traffic, 300, CLOUD);
    const sale = START + 36 * DAY;
    for (let hour = 6; hour < 22; hour++) traffic.about(sale + hour * HOUR, 150, CLOUD);
  }),
  sender("customers of a small company", traffic => {
    const quality: Quality = { bounceRate: 0.02, complaintRate: 0 };
    for (const day of days().filter(isWorkday)) oneDay(traffic, day, OFFICE, 70, quality);
  }),
  sender("scanner", traffic => {
    for (const day of days().filter(isWorkday))
      oneDay(traffic, day, OFFICE, 40, { bounceRate: 0, complaintRate: 0 });
  }),
  sender("reports from a pool of addresses", traffic => {
    const pool = ["a", "b", "c", "d", "e", "f"].map(each => `pool ${each}`);
    for (const day of days())
      for (let index = 0; index < 200; index++)
        traffic.send(day + 2 * HOUR + index * 5_000, traffic.pick(pool));
  }),
  sender("person on a phone", traffic => {
    for (const day of days())
      for (let count = 0; count < 10; count++)
        traffic.send(
          day + 7 * HOUR + traffic.random() * 14 * HOUR,
          `mobile ${Math.floor(traffic.random() * 40)}`,
        );
  }),
];

function sender(name: string, fill: (traffic: Traffic) => void): Sender {
  return {
    name,
    mails: random => {
      const traffic = new Traffic(random);
      fill(traffic);
      return traffic.sorted();
    },
  };
}

export function days(): number[] {
  return Array.from({ length: DAYS }, (_, index) => START + index * DAY);
}

/** @param weekday from 0, a Sunday */
function weekdays(weekday: number): number[] {
  return days().filter(day => new Date(day).getUTCDay() === weekday);
}

function firsts(): number[] {
  return days().filter(day => new Date(day).getUTCDate() === 1);
}

function isWorkday(day: number): boolean {
  return ![0, 6].includes(new Date(day).getUTCDay());
}

/** About so many mails on each workday, and few at weekends. */
export function person(traffic: Traffic, network: string, perDay: number): void {
  for (const day of days()) oneDay(traffic, day, network, isWorkday(day) ? perDay : perDay / 5);
}

/** Mail in working hours. */
function oneDay(
  traffic: Traffic,
  day: number,
  network: string,
  count: number,
  quality: Quality = USUAL,
): void {
  for (let hour = 7; hour < 18; hour++) traffic.about(day + hour * HOUR, count / 11, network, quality);
}

/** Most in the evening, little at night, less at weekends. */
export function rhythm(traffic: Traffic, perDay: number, network: string): void {
  for (const day of days())
    for (let hour = 0; hour < 24; hour++) {
      const ofDay = 1 + Math.sin(((hour - 9) / 24) * 2 * Math.PI);
      traffic.about(day + hour * HOUR, (perDay / 24) * ofDay * (isWorkday(day) ? 1 : 0.5), network);
    }
}
