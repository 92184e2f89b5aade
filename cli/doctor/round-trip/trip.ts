import { setTimeout as sleep } from "node:timers/promises";
import { SENT_PREFIX } from "../../../handlers/email-events/record/marks";
import { addressKey, hourOf, markPartition, UNATTRIBUTED } from "../../../records/email-events";
import type { ItemKey } from "../../../records/keys";
import { ROUND_TRIP_RECIPIENTS } from "../../../records/round-trip";
import type { Courier } from "./courier";

/** What a trip waits for: an event by each of the two topics, and one by EventBridge. */
export const LEGS = ["bounce", "complaint", "send"] as const;
export type Leg = (typeof LEGS)[number];

/** The message whose event it is. */
const MESSAGE_OF = { bounce: "bounce", complaint: "complaint", send: "bounce" } as const;

/** The event, in a sentence. */
export const EVENT_NAMES: Readonly<Record<Leg, string>> = {
  bounce: "the bounce",
  complaint: "the complaint",
  send: "the sending",
};

/** What became of a trip's messages. */
export interface Trip {
  /** SES's ids; absent: SES did not accept it. */
  messages: { bounce?: string; complaint?: string };
  /** Why SES did not accept one, in its own words; undefined: it accepted both. */
  refusal: string | undefined;
  /** Milliseconds from the message's acceptance until its event was seen in the table. */
  recorded: Partial<Record<Leg, number>>;
  /** Events that the recorder has begun to record, and has not finished. */
  begun: Leg[];
  waitedMs: number;
}

export interface TripOptions {
  from: string;
  configurationSet: string;
  maxMs: number;
  /** Such as `performance.now()`. */
  clock: () => number;
  /** Milliseconds since 1970. */
  now: () => number;
}

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 2_000;

/** How SESv2's SendEmail says no: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html. */
const REFUSALS = new Set([
  ...["AccountSuspendedException", "BadRequestException", "LimitExceededException"],
  ...["MailFromDomainNotVerifiedException", "MessageRejected", "NotFoundException"],
  ...["SendingPausedException", "TooManyRequestsException"],
]);

/**
 * Sends one message that will bounce and one that will lead to a complaint, and waits until both, and that the first was sent,
 * are in the table. An event belongs to the trip only if it has its message's id.
 *
 * @throws what AWS says to a caller who may not do this, before anything is sent if it is about reading
 */
export async function makeTrip(courier: Courier, options: TripOptions): Promise<Trip> {
  const { from, configurationSet, maxMs, clock } = options;
  const trip: Trip = { messages: {}, refusal: undefined, recorded: {}, begun: [], waitedMs: 0 };
  await courier.item(feedbackKey("bounce", "none"));
  const sentAt = { bounce: 0, complaint: 0 };
  for (const kind of ["bounce", "complaint"] as const) {
    try {
      const to = ROUND_TRIP_RECIPIENTS[kind];
      trip.messages[kind] = await courier.send({ from, to, configurationSet });
      sentAt[kind] = clock();
    } catch (error) {
      if (!(error instanceof Error) || !REFUSALS.has(error.name)) throw error;
      return { ...trip, refusal: error.message };
    }
  }
  const begin = clock();
  const begun = new Set<Leg>();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
    for (const leg of LEGS.filter(each => trip.recorded[each] === undefined)) {
      const state = await look(courier, leg, messageId(trip, leg), options.now());
      if (state === "recorded") trip.recorded[leg] = clock() - sentAt[MESSAGE_OF[leg]];
      if (state === "begun") begun.add(leg);
      else begun.delete(leg);
    }
    const waitedMs = clock() - begin;
    if (LEGS.every(leg => trip.recorded[leg] !== undefined) || waitedMs >= maxMs)
      return { ...trip, begun: [...begun], waitedMs };
    await sleep(Math.min(pause, Math.max(maxMs - waitedMs, 1)));
  }
}

/** SES's id of the message whose event it is. */
export function messageId({ messages }: Trip, leg: Leg): string {
  return messages[MESSAGE_OF[leg]] ?? "";
}

async function look(
  courier: Courier,
  leg: Leg,
  id: string,
  now: number,
): Promise<"recorded" | "begun" | "absent"> {
  if (leg === "send") {
    const marks = await Promise.all(sendKeys(id, now).map(key => courier.item(key)));
    return marks.some(mark => mark !== undefined) ? "recorded" : "absent";
  }
  const pointer = await courier.item(feedbackKey(leg, id));
  if (pointer === undefined) return "absent";
  return pointer["done"] === true ? "recorded" : "begun";
}

/** Where the recorder notes the event of a message. */
function feedbackKey(type: "bounce" | "complaint", messageId: string): ItemKey {
  return addressKey({ type, messageId, recipient: ROUND_TRIP_RECIPIENTS[type] });
}

/** Where this machine's clock may differ from SES's, and an hour end meanwhile. */
const MAX_SKEW_MS = 10 * 60_000;

/** Where the recorder marks that a message was sent: by no login, in SES's hour. */
function sendKeys(messageId: string, now: number): ItemKey[] {
  const hours = [now - MAX_SKEW_MS, now, now + MAX_SKEW_MS].map(at => hourOf(new Date(at).toISOString()));
  return [...new Set(hours)].map(hour => ({
    PK: markPartition(UNATTRIBUTED, hour),
    SK: `${SENT_PREFIX}${messageId}`,
  }));
}
