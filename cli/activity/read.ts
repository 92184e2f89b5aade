import { DAY_MS } from "../../records/rotation";
import type { Emails } from "../api/emails";
import { entryOf, type LogEntry, type LogEvent } from "../logs/entry";
import type { LogGroups } from "../logs/log-groups";
import { LogReader } from "../logs/read";
import { type Feedback, type MailOutcome, type SentMessage, sentMessages } from "./messages";

export interface ActivityQuery {
  /** How far back. */
  since: Date;
  /** Exclusive; undefined: until now, whatever this machine's clock says. */
  until?: Date | undefined;
  username?: string | undefined;
  outcome?: MailOutcome | undefined;
  /** A part of a sender, recipient or message id, in any case. */
  text?: string | undefined;
}

export interface Activity {
  /** Newest first. */
  messages: SentMessage[];
  /** The time from which on all messages are known; older ones may exist, if it is after `since`. */
  from: Date;
  /** A period has more events than were read: some messages of it are missing. */
  isCut: boolean;
}

/** Messages that are looked for: a page of them, and some. */
const ENOUGH = 100;
/** The first period that is searched, from the end; each further one is this many times as long. */
const FIRST_PERIOD_MS = 3_600_000;
const GROWTH = 5;
/** Requests to CloudWatch Logs for one period. */
const MAX_PAGES = 10;
/** The API's largest page. */
const MAX_FEEDBACK = 1_000;
/** The API reports no longer ago. */
const MAX_DAYS = 90;

/**
 * What logins sent, and what became of it: by the recorder's log, and by the table for recipients whose mail bounced. Reads
 * backwards until there is a page of messages, so that a short look costs few requests whatever the period.
 *
 * @throws CommandError for what AWS or the API refuses
 */
export async function readActivity(
  groups: LogGroups,
  emails: Emails,
  query: ActivityQuery,
  now: Date,
): Promise<Activity> {
  const reader = new LogReader(recorderGroups(groups));
  try {
    const feedback = await readFeedback(emails, query, now);
    const entries: LogEntry[] = [];
    let isCut = false;
    for (let until = query.until, length = FIRST_PERIOD_MS; ; length *= GROWTH) {
      const since = new Date(Math.max(query.since.getTime(), (until ?? now).getTime() - length));
      const search = { filterPattern: FILTER, keep: isEmailEvent, maxPages: MAX_PAGES };
      const found = await reader.search({ ...search, since, ...(until && { until }) });
      entries.push(...found.events.map(entryOf));
      isCut ||= found.isCut;
      const messages = sentMessages(entries, within(feedback, since, query.until)).filter(message =>
        isWanted(message, query),
      );
      const isDone = messages.length >= ENOUGH || since.getTime() <= query.since.getTime();
      if (isDone) return { messages, from: since, isCut };
      until = since;
    }
  } finally {
    reader.close();
  }
}

/** What the recorder writes about each event (handlers/feedback-recorder/log-line.ts). */
const FILTER = '{ $.email_event = "*" }';

function isEmailEvent({ message }: LogEvent): boolean {
  return message.includes('"email_event"');
}

/** @returns those of the recorder alone */
function recorderGroups({ names, region }: LogGroups): LogGroups {
  return { names: names.filter(name => name.includes("smtp-feedback-recorder")), region };
}

/** Bounces, complaints and violations since the day of a time. */
export async function readFeedback(
  emails: Emails,
  { since, username }: Pick<ActivityQuery, "since" | "username">,
  now: Date,
): Promise<Feedback> {
  const days = Math.min(MAX_DAYS, Math.max(1, Math.ceil((now.getTime() - since.getTime()) / DAY_MS)));
  const query = {
    ...{ days: String(days), limit: String(MAX_FEEDBACK) },
    ...(username !== undefined && { username }),
  };
  const [bounces, complaints, violations] = await Promise.all([
    emails.bounces(query),
    emails.complaints(query),
    emails.violations(query),
  ]);
  return {
    bounces: bounces.recent_bounces,
    complaints: complaints.recent_complaints,
    violations: violations.recent_violations,
  };
}

function within(
  { bounces, complaints, violations }: Feedback,
  since: Date,
  until: Date | undefined,
): Feedback {
  const isWithin = ({ timestamp }: { timestamp: string }) =>
    timestamp >= since.toISOString() && (until === undefined || timestamp < until.toISOString());
  return {
    bounces: bounces.filter(isWithin),
    complaints: complaints.filter(isWithin),
    violations: violations.filter(isWithin),
  };
}

function isWanted(message: SentMessage, { username, outcome, text = "" }: ActivityQuery): boolean {
  const { messageId, from = "", recipients } = message;
  const wanted = text.trim().toLowerCase();
  return (
    (username === undefined || message.username === username) &&
    (outcome === undefined || message.outcome === outcome) &&
    [messageId, from, ...recipients.map(({ address }) => address)].some(each =>
      each.toLowerCase().includes(wanted),
    )
  );
}
