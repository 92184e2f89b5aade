import {
  addressKey,
  type Counter,
  dayOf,
  eventKey,
  hourOf,
  type RecordedEventId,
  UNATTRIBUTED,
} from "../../../records/email-events";
import { suppressionKey } from "../../../records/keys";
import type { BounceEvent, ComplaintEvent } from "../events";
import type { EmailBounce, EmailComplaint } from "../models";
import { nameBasedUuid } from "../../shared/name-based-uuid";
import { expiry, MAX_COUNTED_AGE_MS, type Retention } from "../retention";
import { isSimulator } from "../../../records/simulator";
import { bounceSuppresses, complaintSuppresses, ON_ACCOUNT_LIST } from "../suppression-rule";
import type { Suppressions } from "../suppressions";
import type { EventTable } from "../table";
import { type Mark, recipientSubject } from "./marks";

/** A bounce or complaint of one recipient, ready to be recorded. */
export interface Feedback {
  id: RecordedEventId;
  /** The event as it is recorded, except for when that is. */
  values: Omit<EmailBounce | EmailComplaint, "created_at">;
  counter: Counter;
  /** When the mail was sent; ISO 8601. */
  sentAt: string;
  /** Whether it counts against the login that sent the mail. */
  isAdverse: boolean;
}

/** What recording an event found. */
export type Outcome =
  /** The mark must be written before {@link finish}. */
  | { kind: "new"; mark: Mark }
  /** It was recorded without a login, which this report names. */
  | { kind: "attributed" }
  | { kind: "known" };

/** What recording it needs. */
export interface FeedbackPorts {
  table: EventTable;
  suppressions: Suppressions;
  retention: Retention;
  now: () => number;
}

/** One for each recipient. @param accountId of this stack, whose mail alone suppresses addresses */
export function feedbackOf(event: BounceEvent | ComplaintEvent, accountId: string): Feedback[] {
  const { mail, feedbackId, at: timestamp } = event;
  const { sentAt } = mail;
  const common = (recipient: string) => ({
    id: nameBasedUuid(event.kind, mail.messageId, suppressionKey(recipient)),
    email: suppressionKey(recipient),
    message_id: mail.messageId,
    feedback_id: feedbackId,
    timestamp,
    ...(mail.username !== undefined && { username: mail.username }),
  });
  const idOf = (recipient: string): RecordedEventId => ({
    type: event.kind,
    messageId: mail.messageId,
    recipient,
  });
  const notSent = event.subtype === ON_ACCOUNT_LIST;
  if (event.kind === "bounce")
    return event.recipients.map(recipient => ({
      id: idOf(recipient.address),
      counter: notSent ? "not_sent_suppressed" : (`bounced_${event.bounceType}` as const),
      sentAt,
      isAdverse: !notSent && event.bounceType === "permanent" && !isSimulator(recipient.address),
      values: {
        ...common(recipient.address),
        bounce_type: event.bounceType,
        bounce_subtype: event.subtype,
        ...(recipient.diagnosticCode !== undefined && { diagnostic_code: recipient.diagnosticCode }),
        ...(event.reportingMta !== undefined && { reporting_mta: event.reportingMta }),
        suppressed: bounceSuppresses(event, recipient, accountId),
      },
    }));
  return event.recipients.map(recipient => ({
    id: idOf(recipient),
    counter: notSent ? "not_sent_suppressed" : "complaints",
    sentAt,
    isAdverse: !notSent && event.complaintType !== "not-spam" && !isSimulator(recipient),
    values: {
      ...common(recipient),
      complaint_type: event.complaintType,
      ...(event.subtype !== undefined && { complaint_subtype: event.subtype }),
      ...(event.userAgent !== undefined && { user_agent: event.userAgent }),
      ...(event.arrivalDate !== undefined && { arrival_date: event.arrivalDate }),
      suppressed: complaintSuppresses(event, accountId),
    },
  }));
}

/** What the first report of an event decided for all that follow. */
interface Claim {
  day: string;
  mark: Mark;
  isDone: boolean;
}

/**
 * Records an event, up to what is counted. The pointer decides: the first report of an event sets the day under which
 * it is kept and the login for which it is counted, and every repetition, whatever its channel and its times, follows
 * that. Cut off anywhere, the next report completes it.
 *
 * @throws AWS's error
 */
export async function recordFeedback(feedback: Feedback, ports: FeedbackPorts): Promise<Outcome> {
  const { id, values } = feedback;
  const { day, mark, isDone } = await claim(feedback, ports);
  if (isDone) {
    // An identity's notification may have come first, and named nobody.
    if (values.username === undefined || mark.username !== UNATTRIBUTED) return { kind: "known" };
    const event = await ports.table.update({
      key: eventKey(day, id),
      setOnce: { username: values.username },
      onlyIf: { entity_type: entityType(id) }, // it may have been erased
    });
    return { kind: event === undefined ? "known" : "attributed" };
  }
  if (values.suppressed)
    await ports.suppressions.addPermanent({
      address: id.recipient,
      reason: id.type === "complaint" ? "complaint" : "bounce",
      source: "ses",
      messageId: id.messageId,
    });
  await ports.table.update({
    key: eventKey(day, id),
    setOnce: {
      entity_type: entityType(id),
      ...values,
      created_at: new Date(ports.now()).toISOString(),
      ...expiry(ports.retention, values.timestamp, ports.retention.days),
    },
  });
  return { kind: "new", mark };
}

/**
 * Notes that the event is recorded and counted: after that, a repetition changes nothing, whatever happens meanwhile. It
 * does not bring back an address that was erased in between.
 */
export async function finish({ id }: Feedback, { table }: FeedbackPorts): Promise<void> {
  await table.update({ key: addressKey(id), set: { done: true }, onlyIf: { entity_type: POINTER } });
}

/** The `entity_type` of the item that {@link addressKey} names. */
const POINTER = "email_address_event";

function entityType({ type }: RecordedEventId): string {
  return `email_${type}`;
}

async function claim(feedback: Feedback, { table, retention, now }: FeedbackPorts): Promise<Claim> {
  const { id, values, counter } = feedback;
  const { username = UNATTRIBUTED, timestamp } = values;
  // Complaints may come weeks after the mail, but are counted when they come. The marks of an old hour may have expired.
  const counted =
    now() - Date.parse(timestamp) > MAX_COUNTED_AGE_MS ? new Date(now()).toISOString() : timestamp;
  const claimed = await table.update({
    key: addressKey(id),
    setOnce: {
      entity_type: POINTER,
      day: dayOf(timestamp),
      counted_as: username,
      counted_hour: hourOf(counted),
      sent_at: feedback.sentAt,
      counter,
      ...expiry(retention, timestamp, retention.days),
    },
  });
  const { day, counted_as, counted_hour, counter: first, done } = claimed ?? {};
  return {
    day: String(day),
    mark: {
      username: String(counted_as),
      hour: String(counted_hour),
      counter: first as Counter,
      subject: recipientSubject(id.messageId, id.recipient),
    },
    isDone: done === true,
  };
}
