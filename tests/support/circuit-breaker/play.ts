import {
  type AdverseEvent,
  dayAt,
  hourAt,
  type LoginHistory,
  RATE_DAYS,
  type SentMessage,
  type Sighting,
} from "../../../handlers/email-validator/breaker/history";
import { suspectHours } from "../../../handlers/email-validator/breaker/burst";
import { judge } from "../../../handlers/email-validator/breaker/judge";
import { DEFAULT_THRESHOLDS, type Thresholds } from "../../../handlers/email-validator/breaker/thresholds";
import type { Verdict } from "../../../handlers/email-validator/breaker/verdict";
import { DAY, type Feedback, HOUR, type Mail, MINUTE } from "./traffic";

/** The first time that a login would have been stopped. */
export interface Trip {
  at: number;
  verdicts: Verdict[];
  /** How many recipients had been sent to by then. */
  sent: number;
}

/** An examination takes place this long after what caused it. */
const DELAY_MS = 2_000;

/**
 * Plays a login's mail as the validator sees it: an examination once a minute while mail is sent, when the messages of an
 * hour double, and at each bounce and complaint, which is more often than the recorder asks for.
 *
 * @param mails in the order in which they were sent
 * @returns undefined if nothing stops it
 */
export function play(
  mails: readonly Mail[],
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
): { trip: Trip | undefined; examinations: number } {
  const known = new Known();
  let examinations = 0;
  let examinedAt = -Infinity;
  let [hour, messages, examined] = [NaN, 0, 0];
  const examine = (now: number): Trip | undefined => {
    examinations++;
    examinedAt = now;
    examined = messages;
    const verdicts = judge(known.history(now, thresholds), now, thresholds);
    return verdicts.length > 0 ? { at: now, verdicts, sent: known.sent } : undefined;
  };
  for (const event of inOrder(mails)) {
    const now = event.at + DELAY_MS;
    known.add(event);
    if (hourAt(event.at) !== hour) [hour, messages, examined] = [hourAt(event.at), 0, 0];
    if (!("type" in event)) messages++;
    const isDue = now - examinedAt >= MINUTE || messages >= 2 * examined || "type" in event;
    const trip = isDue ? examine(now) : undefined;
    if (trip !== undefined) return { trip, examinations };
  }
  return { trip: undefined, examinations };
}

type Event = Mail | (Feedback & { sentAt: number });

function inOrder(mails: readonly Mail[]): Event[] {
  const feedback = mails.flatMap(mail => mail.feedback.map(each => ({ ...each, sentAt: mail.at })));
  return [...mails, ...feedback].sort((a, b) => a.at - b.at);
}

/** What the table has about the login. */
class Known {
  sent = 0;
  private readonly sentByHour = new Map<number, number>();
  private feedback: AdverseEvent[] = [];
  private messages: SentMessage[] = [];
  private readonly sightings = new Map<string, Sighting>();
  private firstHour = Infinity;

  add(event: Event): void {
    if ("type" in event) {
      const { type, sentAt, recipient, domain } = event;
      this.feedback.push({ type, sentAt, recipient, domain, messageId: recipient });
      return;
    }
    const { at, recipients, network } = event;
    const hour = hourAt(at);
    this.sent += recipients;
    this.sentByHour.set(hour, (this.sentByHour.get(hour) ?? 0) + recipients);
    this.firstHour = Math.min(this.firstHour, hour);
    this.messages.push({ at, recipients, network });
    this.sightings.set(`${dayAt(at)} ${network}`, { day: dayAt(at), network });
  }

  history(now: number, thresholds: Thresholds): LoginHistory {
    this.feedback = this.feedback.filter(({ sentAt }) => sentAt > now - (RATE_DAYS + 1) * DAY);
    if (this.messages[0] !== undefined && this.messages[0].at < now - 4 * HOUR)
      this.messages = this.messages.filter(({ at }) => at > now - 2 * HOUR);
    const volume = { since: 0, sentByHour: this.sentByHour };
    return {
      ...volume,
      feedback: this.feedback,
      ...(suspectHours(volume, now, thresholds).length > 0 && {
        burst: {
          messages: this.messages,
          sightings: [...this.sightings.values()],
          firstHour: this.firstHour,
        },
      }),
    };
  }
}
