import type { Emails } from "../api/emails";
import { entryOf, type LogEntry } from "../logs/entry";
import type { LogGroups } from "../logs/log-groups";
import { LogReader } from "../logs/read";
import { type Feedback, type MailOutcome, type SentMessage, bounceOutcome, sentMessages } from "./messages";
import { readFeedback } from "./read";

/** One thing that happened to a message. */
export interface TimelineStep {
  /** ISO 8601. */
  at: string;
  /** A few words, such as `Delivered`. */
  what: string;
  outcome?: MailOutcome;
  recipients: string[];
  /** Such as the receiving server's reply. */
  detail?: string;
  /** What followed, as a sentence. */
  note?: string;
}

export interface Timeline {
  message: SentMessage | undefined;
  /** Oldest first. */
  steps: TimelineStep[];
}

/** Events of one message can be logged before the time that SES gives them. */
const MARGIN_MS = 5 * 60_000;

/**
 * Everything that the functions logged about a message, and what the table keeps of it.
 *
 * @param messageId as SES assigned it
 * @param since when it was sent, or earlier
 * @throws CommandError for what AWS or the API refuses
 */
export async function readTimeline(
  groups: LogGroups,
  emails: Emails,
  messageId: string,
  since: Date,
  now: Date,
): Promise<Timeline> {
  const reader = new LogReader(groups);
  try {
    const [{ events }, feedback] = await Promise.all([
      reader.find(messageId, new Date(since.getTime() - MARGIN_MS)),
      readFeedback(emails, { since }, now),
    ]);
    return timelineOf(messageId, events.map(entryOf), feedback);
  } finally {
    reader.close();
  }
}

/** @param entries of all functions @param feedback about any message */
export function timelineOf(messageId: string, entries: readonly LogEntry[], feedback: Feedback): Timeline {
  const isOf = (each: { message_id: string }) => each.message_id === messageId;
  const own: Feedback = {
    bounces: feedback.bounces.filter(isOf),
    complaints: feedback.complaints.filter(isOf),
    violations: feedback.violations.filter(isOf),
  };
  const steps = [
    ...entries.flatMap(entry => loggedStep(entry, own)),
    ...own.bounces.map(({ timestamp, email, type, subtype, diagnostic, suppressed }): TimelineStep => {
      return {
        ...{ at: timestamp, what: `Bounced (${type})`, outcome: bounceOutcome(type, subtype) },
        ...{ recipients: [email], detail: diagnostic ?? subtype },
        ...(suppressed && { note: "The address was put on the stack's suppression list." }),
      };
    }),
    ...own.complaints.map(({ timestamp, email, type }): TimelineStep => ({
      ...{ at: timestamp, what: `Complaint (${type})`, outcome: "complained", recipients: [email] },
    })),
    ...own.violations.map(({ timestamp, kinds, email }): TimelineStep => ({
      ...{ at: timestamp, what: "Violation", recipients: [], detail: `${kinds.join(", ")}: ${email}` },
    })),
  ].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  const [message] = sentMessages(entries, own).filter(each => each.messageId === messageId);
  return { message, steps };
}

const WHAT: Readonly<Record<string, readonly [what: string, outcome?: MailOutcome]>> = {
  send: ["Accepted by SES", "sent"],
  delivery: ["Delivered", "delivered"],
  delay: ["Delayed", "delayed"],
  reject: ["Rejected by SES", "rejected"],
  "rendering-failure": ["Template not rendered", "rejected"],
  open: ["Opened"],
  click: ["Link clicked"],
  subscription: ["Subscription changed"],
};

/** What the table says with recipients is not said twice. */
function loggedStep({ fields, time, message, source }: LogEntry, own: Feedback): TimelineStep[] {
  const { email_event: event, at = time, recipients, recipient_count } = fields;
  if (typeof event !== "string")
    return message === "" || message === "metric"
      ? []
      : [{ at: time, what: message, recipients: [], detail: `logged by ${source}` }];
  if (event === "bounce" && own.bounces.length > 0) return [];
  if (event === "complaint" && own.complaints.length > 0) return [];
  const known = WHAT[event];
  const count = typeof recipient_count === "number" ? `${recipient_count} recipients` : "";
  const said = [fields.smtp_response, fields.diagnostic_code, fields.reason, fields.bounce_subtype, count];
  const detail = said.filter(text => typeof text === "string" && text !== "").join(" · ");
  return [
    {
      at: String(at),
      what: known?.[0] ?? (event === "bounce" ? "Bounced" : event === "complaint" ? "Complaint" : event),
      ...outcomeOf(event, known?.[1]),
      recipients: Array.isArray(recipients) ? recipients.map(String) : [],
      ...(detail !== "" && { detail }),
    },
  ];
}

function outcomeOf(event: string, known: MailOutcome | undefined): { outcome?: MailOutcome } {
  const outcome = event === "bounce" ? "bounced" : event === "complaint" ? "complained" : known;
  return outcome === undefined ? {} : { outcome };
}
