import type { Bounces, Complaints, Violations } from "../api/emails";
import type { LogEntry } from "../logs/entry";

/**
 * What became of a message for one recipient, or of all of it: the last word, or the worst. `returned` is a bounce that is
 * not permanent, such as a full mailbox or the answer of somebody who is away.
 */
export const OUTCOMES = [
  "sent",
  "delivered",
  "delayed",
  "returned",
  "suppressed",
  "bounced",
  "rejected",
  "complained",
] as const;
export type MailOutcome = (typeof OUTCOMES)[number];

interface RecipientOutcome {
  address: string;
  outcome: MailOutcome;
  /** ISO 8601. */
  at: string;
  /** Such as the receiving server's reply. */
  detail?: string;
}

/** A message that SES accepted, as far as events tell. */
export interface SentMessage {
  messageId: string;
  /** When it was sent, or first heard of; ISO 8601. */
  at: string;
  /** Undefined: not sent with a login of this stack. */
  username?: string;
  /** The envelope's sender. */
  from?: string;
  /** Those that events name; a bounce that is no longer in the table names none. */
  recipients: RecipientOutcome[];
  /** The worst that happened to any recipient; `sent` while nothing more is known. */
  outcome: MailOutcome;
  /** What the login may not have sent about it. */
  violations: string[];
}

/** What the API says about recipients, which the log does not name. */
export interface Feedback {
  bounces: Bounces["recent_bounces"];
  complaints: Complaints["recent_complaints"];
  violations: Violations["recent_violations"];
}

interface MutableMessage extends SentMessage {
  byAddress: Map<string, RecipientOutcome>;
  /** What was said without naming recipients. */
  heard: MailOutcome[];
}

/**
 * The messages that the recorder's log and the table tell about, newest first.
 *
 * @param entries of the recorder's log; others are left out
 */
export function sentMessages(entries: readonly LogEntry[], feedback: Feedback): SentMessage[] {
  const messages = new Map<string, MutableMessage>();
  const messageOf = (messageId: string, at: string, username: unknown, from?: unknown): MutableMessage => {
    const known = messages.get(messageId);
    const message: MutableMessage = known ?? {
      ...{ messageId, at, recipients: [], outcome: "sent", violations: [], byAddress: new Map(), heard: [] },
    };
    if (at < message.at) message.at = at;
    if (typeof username === "string") message.username ??= username;
    if (typeof from === "string") message.from ??= from;
    messages.set(messageId, message);
    return message;
  };
  for (const { fields, time } of entries) {
    const { email_event: event, message_id: messageId, username, source, at = time } = fields;
    if (typeof event !== "string" || typeof messageId !== "string") continue;
    const message = messageOf(messageId, String(at), username, source);
    if (event === "send") message.at = String(at);
    note(message, event, fields, String(at));
  }
  for (const { message_id, timestamp, username, email, type, subtype, diagnostic } of feedback.bounces) {
    const outcome = bounceOutcome(type, subtype);
    const detail = diagnostic ?? subtype;
    put(messageOf(message_id, timestamp, username), { address: email, outcome, at: timestamp, detail });
  }
  for (const { message_id, timestamp, username, email, type } of feedback.complaints) {
    const complaint = { address: email, outcome: "complained", at: timestamp, detail: type } as const;
    put(messageOf(message_id, timestamp, username), complaint);
  }
  for (const { message_id, timestamp, username, kinds } of feedback.violations) {
    const message = messageOf(message_id, timestamp, username);
    message.violations = [...new Set([...message.violations, ...kinds])];
  }
  return [...messages.values()]
    .map(({ byAddress, heard, ...message }) => {
      const recipients = [...byAddress.values()];
      return {
        ...message,
        recipients,
        outcome: worst([...heard, ...recipients.map(({ outcome }) => outcome)]),
      };
    })
    .sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}

/** SES reports a bounce, which comes from no receiving server, where it did not send because of its own lists. */
export function bounceOutcome(type: unknown, subtype: unknown): MailOutcome {
  if (subtype === "OnAccountSuppressionList" || subtype === "Suppressed") return "suppressed";
  return type === "transient" || type === "undetermined" ? "returned" : "bounced";
}

const LOGGED: Readonly<Record<string, MailOutcome>> = {
  send: "sent",
  delivery: "delivered",
  delay: "delayed",
  reject: "rejected",
  bounce: "bounced",
  complaint: "complained",
};

function note(message: MutableMessage, event: string, fields: LogEntry["fields"], at: string): void {
  const { recipients, smtp_response, diagnostic_code, reason, bounce_type, bounce_subtype } = fields;
  const known = LOGGED[event];
  if (known === undefined) return;
  const outcome = event === "bounce" ? bounceOutcome(bounce_type, bounce_subtype) : known;
  const detail = [smtp_response, diagnostic_code, reason].find(text => typeof text === "string");
  if (!Array.isArray(recipients)) message.heard.push(outcome);
  else
    for (const address of recipients.map(String))
      put(message, { address, outcome, at, ...(detail !== undefined && { detail }) });
}

/** For one recipient, in the order in which one thing follows another. */
const STAGES: readonly MailOutcome[] = [
  "sent",
  "delayed",
  "delivered",
  "returned",
  "suppressed",
  "bounced",
  "rejected",
  "complained",
];

function put({ byAddress }: MutableMessage, news: RecipientOutcome): void {
  const key = news.address.toLowerCase();
  const before = byAddress.get(key);
  if (before !== undefined && STAGES.indexOf(news.outcome) < STAGES.indexOf(before.outcome)) return;
  byAddress.set(key, { ...news, address: before?.address ?? news.address });
}

function worst(outcomes: readonly MailOutcome[]): MailOutcome {
  return OUTCOMES[Math.max(0, ...outcomes.map(outcome => OUTCOMES.indexOf(outcome)))] ?? "sent";
}
