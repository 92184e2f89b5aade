/** Mail as logins send it: made from a seed, so that a run can be repeated. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Thursday. */
export const START = Date.parse("2026-10-15T00:00:00Z");

/** Numbers from 0 to 1, the same ones for each seed: sfc32, which is even also in intervals as small as a complaint rate. */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9, 0x243f6a88, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}

/** A message to one recipient, or to several who get the same. */
export interface Mail {
  /** ms since 1970. */
  at: number;
  recipients: number;
  network: string;
  /** What becomes of some of its recipients. */
  feedback: readonly Feedback[];
}

export interface Feedback {
  type: "bounce" | "complaint";
  /** When SES reports it. */
  at: number;
  recipient: string;
  domain: string;
}

/** How a list of recipients answers. */
export interface Quality {
  bounceRate: number;
  complaintRate: number;
}

/** As most lists are. */
export const USUAL: Quality = { bounceRate: 0.004, complaintRate: 0.0001 };

/** Most recipients have their mail at a few providers. */
const DOMAINS = ["gmail.example", "outlook.example", "yahoo.example", "icloud.example"];

/** Adds mail for one login. */
export class Traffic {
  readonly mails: Mail[] = [];
  private serial = 0;

  constructor(readonly random: Random) {}

  /** One message. */
  send(at: number, network: string, recipients = 1, quality: Quality = USUAL): void {
    const feedback = Array.from({ length: recipients }, () => this.feedbackOf(at, quality)).flat();
    this.mails.push({ at, recipients, network, feedback });
  }

  /** Messages to one recipient each, spread over a time. */
  campaign(from: number, overMs: number, count: number, network: string, quality: Quality = USUAL): void {
    for (let index = 0; index < count; index++)
      this.send(from + (overMs * (index + this.random())) / count, network, 1, quality);
  }

  /** About so many messages in an hour. */
  about(hourStart: number, count: number, network: string, quality: Quality = USUAL): void {
    const whole = Math.floor(count) + (this.random() < count % 1 ? 1 : 0);
    for (let index = 0; index < whole; index++)
      this.send(hourStart + this.random() * HOUR, network, 1, quality);
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)] as T;
  }

  /** In the order in which it was sent. */
  sorted(): Mail[] {
    return this.mails.sort((a, b) => a.at - b.at);
  }

  /** Most bounces come within a minute, some when the other server gives up; complaints within two days. */
  private feedbackOf(at: number, { bounceRate, complaintRate }: Quality): Feedback[] {
    const number = this.random();
    if (number >= bounceRate + complaintRate) return [];
    const recipient = `r${this.serial++}`;
    const domain = this.random() < 0.6 ? this.pick(DOMAINS) : `d${Math.floor(this.random() * 500)}.example`;
    if (number < bounceRate) {
      const late = this.random() < 0.1;
      const delay = late ? this.random() * 14 * HOUR : 500 + this.random() * MINUTE;
      return [{ type: "bounce", at: at + delay, recipient, domain }];
    }
    return [{ type: "complaint", at: at + 5 * MINUTE + this.random() ** 2 * 2 * DAY, recipient, domain }];
  }
}
