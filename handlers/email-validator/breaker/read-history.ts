import { FEEDBACK_PK_PREFIX, SOURCE_PK_PREFIX } from "../../../records/circuit-breaker";
import {
  COUNT_PK_PREFIX,
  countKey,
  dayOf,
  hourOf,
  hourOfCount,
  markPartition,
} from "../../../records/email-events";
import { DAY_MS } from "../../../records/rotation";
import { toCounts } from "../../email-events/count/count-marks";
import { SENT_PREFIX } from "../../email-events/record/marks";
import type { EventTable, Values } from "../../email-events/table";
import { suspectHours } from "./burst";
import {
  type AdverseEvent,
  type BurstDetails,
  dayAt,
  hourAt,
  HOUR_MS,
  type LoginHistory,
  PAST_DAYS,
  RATE_DAYS,
  type SentMessage,
  type Volume,
} from "./history";
import { hasEnoughForRates } from "./judge";
import type { Thresholds } from "./thresholds";

/** Of networks, the day before the current one is not past. */
const SIGHTING_DAYS = PAST_DAYS + 2;

/**
 * Reads what a login is judged by, as far as it can matter: its counts, which must be current, and only if they are large
 * enough its bounces and complaints, and only if an hour may be a burst its messages and networks. That is one Query for a
 * login that sends little, two for most, and at most seven, each of as many pages as it has items.
 *
 * @param since when the login was last enabled; ms since 1970
 * @throws AWS's error
 */
export async function readHistory(
  table: EventTable,
  username: string,
  since: number,
  now: number,
  thresholds: Thresholds,
): Promise<LoginHistory> {
  const volume = { since, sentByHour: await readSent(table, username, now) };
  const hours = suspectHours(volume, now, thresholds);
  const [feedback, burst] = await Promise.all([
    hasEnoughForRates(volume, now, thresholds) ? readFeedback(table, username, now) : [],
    hours.length > 0 ? readBurstDetails(table, username, hours, now) : undefined,
  ]);
  return { ...volume, feedback, burst };
}

async function readSent(table: EventTable, username: string, now: number): Promise<Volume["sentByHour"]> {
  const from = countKey("", hourOf(iso(now - (PAST_DAYS + 2) * DAY_MS))).SK;
  const sent = new Map<number, number>();
  for await (const page of table.query(`${COUNT_PK_PREFIX}${username}`, { from }, [
    "SK",
    "sent",
    "sent_simulated",
  ]))
    for (const item of page) {
      const counts = toCounts(item);
      sent.set(hourIn(String(item.SK)), counts.sent - counts.sent_simulated);
    }
  return sent;
}

async function readFeedback(table: EventTable, username: string, now: number): Promise<AdverseEvent[]> {
  const from = hourOf(iso(now - RATE_DAYS * DAY_MS));
  const found: AdverseEvent[] = [];
  for await (const page of table.query(`${FEEDBACK_PK_PREFIX}${username}`, { from }))
    for (const { SK, recipient, domain, sent_at } of page) {
      const [, type, messageId = ""] = String(SK).split("#");
      const sentAt = Date.parse(String(sent_at));
      if ((type !== "bounce" && type !== "complaint") || Number.isNaN(sentAt)) continue;
      found.push({ type, messageId, recipient: String(recipient), domain: String(domain), sentAt });
    }
  return found;
}

async function readBurstDetails(
  table: EventTable,
  username: string,
  hours: readonly number[],
  now: number,
): Promise<BurstDetails> {
  const [messages, sightings, firstHour] = await Promise.all([
    Promise.all(hours.map(hour => readMessages(table, username, hour))),
    readSightings(table, username, now),
    readFirstHour(table, username),
  ]);
  return { messages: messages.flat(), sightings, firstHour };
}

async function readMessages(table: EventTable, username: string, hour: number): Promise<SentMessage[]> {
  const partition = markPartition(username, hourOf(iso(hour * HOUR_MS)));
  const found: SentMessage[] = [];
  for await (const page of table.query(partition, { prefix: SENT_PREFIX }, ["n", "m", "s", "at"]))
    found.push(...page.map(mark => messageOf(mark, hour)));
  return found;
}

/** Marks of an earlier version have no time: then they count as the first of their hour. */
function messageOf({ n, m, s, at }: Values, hour: number): SentMessage {
  const time = Date.parse(String(at));
  return {
    at: Number.isNaN(time) ? hour * HOUR_MS : time,
    recipients: (typeof n === "number" ? n : 1) - (typeof m === "number" ? m : 0),
    network: typeof s === "string" ? s : undefined,
  };
}

async function readSightings(table: EventTable, username: string, now: number) {
  const from = dayOf(iso(now - SIGHTING_DAYS * DAY_MS));
  const found: BurstDetails["sightings"][number][] = [];
  for await (const page of table.query(`${SOURCE_PK_PREFIX}${username}`, { from }, ["SK"]))
    for (const { SK } of page) {
      const [day = "", network = ""] = String(SK).split("#");
      found.push({ day: dayAt(Date.parse(day)), network });
    }
  return found;
}

/** @returns Infinity if it has never sent */
async function readFirstHour(table: EventTable, username: string): Promise<number> {
  for await (const [first] of table.query(`${COUNT_PK_PREFIX}${username}`, undefined, ["SK"]))
    if (first !== undefined) return hourIn(String(first.SK));
  return Infinity;
}

function hourIn(sk: string): number {
  return hourAt(Date.parse(`${hourOfCount(sk)}:00:00Z`));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
