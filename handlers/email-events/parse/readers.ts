import { isTooLong } from "../../../records/address";
import { suppressionKey } from "../../../records/keys";
import { DAY_MS } from "../../../records/rotation";
import type { BouncedRecipient, EmailEvent, EventMail } from "../events";
import type { BounceType } from "../models";
import { address, type Fields, fields, list, shortened, text, time } from "./values";

/** What reading an event can use of the whole message. */
interface Context {
  mail: EventMail;
  /** The `destination` of the mail. */
  destination: readonly string[];
  /** ISO 8601. */
  receivedAt: string;
}

/** @returns undefined if what the event is about is missing */
type Reader = (details: Fields, context: Context) => EmailEvent | undefined;

/** Other servers' texts, and what they fit into: with the other attributes, one write unit of 1 KB. */
const MAX_DIAGNOSTIC_LENGTH = 500;
const MAX_NAME_LENGTH = 200;

const BOUNCE_TYPES: readonly BounceType[] = ["permanent", "transient", "undetermined"];

/**
 * By the name of the event as both shapes write it, in lower case and without spaces. `property` is where its details
 * are. https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const READERS: ReadonlyMap<string, { property: string; read: Reader }> = new Map(
  Object.entries<{ property: string; read: Reader }>({
    send: {
      property: "send",
      read: (_, { mail, destination }) => ({ kind: "send", mail, at: mail.sentAt, recipients: destination }),
    },
    delivery: { property: "delivery", read: readDelivery },
    deliverydelay: { property: "deliveryDelay", read: readDelay },
    reject: {
      property: "reject",
      read: ({ reason }, { mail }) => ({ kind: "reject", mail, at: mail.sentAt, reason: name(reason) }),
    },
    renderingfailure: {
      property: "failure",
      read: ({ templateName }, { mail }) => ({
        kind: "rendering-failure",
        mail,
        at: mail.sentAt,
        template: name(templateName),
      }),
    },
    bounce: { property: "bounce", read: readBounce },
    complaint: { property: "complaint", read: readComplaint },
    open: { property: "open", read: engagement("open", () => "") },
    click: { property: "click", read: engagement("click", ({ link }) => text(link) ?? "") },
    subscription: { property: "subscription", read: engagement("subscription", () => "") },
  }),
);

function readDelivery(details: Fields, context: Context): EmailEvent | undefined {
  const { mail, destination } = context;
  const recipients = addresses(details.recipients) ?? destination;
  if (recipients.length === 0) return undefined;
  const { processingTimeMillis } = details;
  return {
    kind: "delivery",
    mail,
    at: timeOf(details, context),
    recipients,
    smtpResponse: shortened(text(details.smtpResponse), MAX_DIAGNOSTIC_LENGTH),
    processingMs: typeof processingTimeMillis === "number" ? processingTimeMillis : undefined,
  };
}

function readDelay(details: Fields, context: Context): EmailEvent | undefined {
  const { mail, destination } = context;
  const delayed = list(details.delayedRecipients).map(fields);
  const recipients = addresses(delayed.map(({ emailAddress }) => emailAddress)) ?? destination;
  if (recipients.length === 0) return undefined;
  return {
    kind: "delay",
    mail,
    at: timeOf(details, context),
    recipients,
    delayType: name(details.delayType),
    givesUpAt: time(details.expirationTime),
    diagnosticCode: diagnostic(delayed[0] ?? {}),
  };
}

function readBounce(details: Fields, context: Context): EmailEvent | undefined {
  const { mail } = context;
  const recipients = list(details.bouncedRecipients).flatMap(value => bouncedRecipient(fields(value)));
  if (recipients.length === 0) return undefined;
  return {
    kind: "bounce",
    mail,
    at: timeOf(details, context),
    bounceType: BOUNCE_TYPES.find(type => type === text(details.bounceType)?.toLowerCase()) ?? "undetermined",
    subtype: name(details.bounceSubType) ?? "Undetermined",
    recipients,
    feedbackId: name(details.feedbackId) ?? mail.messageId,
    reportingMta: name(details.reportingMTA),
  };
}

function bouncedRecipient(recipient: Fields): BouncedRecipient[] {
  const bounced = recipientAddress(recipient.emailAddress);
  if (bounced === undefined) return [];
  return [{ address: bounced, status: name(recipient.status), diagnosticCode: diagnostic(recipient) }];
}

function readComplaint(details: Fields, context: Context): EmailEvent | undefined {
  const { mail } = context;
  const complained = list(details.complainedRecipients).map(value => fields(value).emailAddress);
  const recipients = addresses(complained);
  if (recipients === undefined) return undefined;
  return {
    kind: "complaint",
    mail,
    at: timeOf(details, context),
    complaintType: (name(details.complaintFeedbackType) ?? "unspecified").toLowerCase(),
    subtype: name(details.complaintSubType),
    recipients,
    feedbackId: name(details.feedbackId) ?? mail.messageId,
    userAgent: name(details.userAgent),
    arrivalDate: time(details.arrivalDate),
  };
}

function engagement(kind: "open" | "click" | "subscription", detailOf: (details: Fields) => string): Reader {
  return (details, context) => ({
    kind,
    mail: context.mail,
    at: timeOf(details, context),
    // Two clicks may have one time; a click that is delivered twice is the same in everything.
    detail: [
      time(details.timestamp) ?? context.mail.sentAt,
      text(details.ipAddress) ?? "",
      detailOf(details),
    ].join(" "),
  });
}

/** How far other clocks may be wrong. */
const MAX_SKEW_MS = DAY_MS;

/**
 * When an event happened. Of a bounce or complaint it is the other server's word: a time before the mail was sent or after
 * this was received is that of a wrong clock, under which no report would show the event.
 */
function timeOf({ timestamp }: Fields, { mail, receivedAt }: Context): string {
  const claimed = time(timestamp);
  if (claimed === undefined) return mail.sentAt;
  const at = Date.parse(claimed);
  const isPossible =
    at >= Date.parse(mail.sentAt) - MAX_SKEW_MS && at <= Date.parse(receivedAt) + MAX_SKEW_MS;
  return isPossible ? claimed : receivedAt;
}

/** Each address once. @returns undefined if there is none */
export function addresses(value: unknown): string[] | undefined {
  const found = list(value).flatMap(each => recipientAddress(each) ?? []);
  return found.length === 0
    ? undefined
    : [...new Map(found.map(each => [each.toLowerCase(), each])).values()];
}

function recipientAddress(value: unknown): string | undefined {
  const found = address(value);
  return found === undefined || isTooLong(suppressionKey(found)) ? undefined : found;
}

function diagnostic({ diagnosticCode }: Fields): string | undefined {
  return shortened(text(diagnosticCode), MAX_DIAGNOSTIC_LENGTH);
}

function name(value: unknown): string | undefined {
  return shortened(text(value), MAX_NAME_LENGTH);
}
