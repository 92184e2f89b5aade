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
import { marksOfHour, toCounts } from "../../email-events/count/count-marks";
import type { Counts } from "../../email-events/models";
import { SENT_PREFIX } from "../../email-events/record/marks";
import type { EventTable, Values } from "../../email-events/table";
import { suspectHours } from "./burst";
import {
  type AdverseEvent,
  type BurstDetails,
  dayAt,
  hourAt,
  HOUR_MS,
  hourName,
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

/** Of a message's mark. */
const MESSAGE_ATTRIBUTES = ["n", "m", "s", "at"];

/** Fewer recipients in an hour are no attack. */
const FEW = 10;

/**
 * Whether a login has sent to ten recipients or more in an hour, by the marks that the recorder has written by now. One
 * call, of one read unit.
 *
 * @throws AWS's error
 */
export async function sendsMoreThanFew(table: EventTable, username: string, hour: number): Promise<boolean> {
  const partition = markPartition(username, hourName(hour));
  for await (const page of table.query(partition, { prefix: SENT_PREFIX }, MESSAGE_ATTRIBUTES, FEW))
    return page.reduce((sum, mark) => sum + messageOf(mark, hour).recipients, 0) >= FEW;
  return false;
}

/**
 * What a login has sent in hours that are not over. Nothing is written: the counts change with the next message.
 *
 * @returns recipients by hour, without those of SES's mailbox simulator
 */
export async function readOpenHours(
  table: EventTable,
  username: string,
  hours: readonly number[],
): Promise<Volume["sentByHour"]> {
  const sent = new Map<number, number>();
  for (const hour of hours) sent.set(hour, recipientsOf(await marksOfHour(table, username, hourName(hour))));
  return sent;
}

/**
 * Reads what a login is judged by, as far as it can matter: its counts, which must be current, and only if they are large
 * enough its bounces and complaints, and only if an hour may be a burst its messages and networks. That is one Query for a
 * login that sends little, two for most, and at most seven, each of as many pages as it has items.
 *
 * @param since when the login was last enabled; ms since 1970
 * @param open the counts of hours that are not over
 * @throws AWS's error
 */
export async function readHistory(
  table: EventTable,
  username: string,
  { since, open }: { since: number; open: Volume["sentByHour"] },
  now: number,
  thresholds: Thresholds,
): Promise<LoginHistory> {
  const volume = { since, sentByHour: new Map([...(await readSent(table, username, now)), ...open]) };
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
    for (const item of page) sent.set(hourIn(String(item.SK)), recipientsOf(toCounts(item)));
  return sent;
}

function recipientsOf({ sent, sent_simulated }: Counts): number {
  return sent - sent_simulated;
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
  const partition = markPartition(username, hourName(hour));
  const found: SentMessage[] = [];
  for await (const page of table.query(partition, { prefix: SENT_PREFIX }, MESSAGE_ATTRIBUTES))
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
