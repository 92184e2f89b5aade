import { randomUUID } from "node:crypto";

import { parseAddress } from "../addresses";
import { parseAddressList } from "../message/address-list";
import { valueOf } from "../message/header-section";
import type { AcceptedMessage } from "../submission/accepted-message";
import type { Bounce, Complaint, Delay } from "./outcome";

/**
 * Event records as SES publishes them to SNS and, as `detail`, to EventBridge:
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html, with the examples of
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html.
 */
export interface EventRecord {
  eventType: EventType;
  mail: object;
  [details: string]: unknown;
}

export type EventType = "Send" | "Delivery" | "Bounce" | "Complaint" | "DeliveryDelay" | "Reject";

/** What every record says about the account and the moment. */
export interface RecordContext {
  region: string;
  accountId: string;
  now: Date;
}

/** Of the documentation range (RFC 5737): local SES sends nothing. */
const OUTGOING_IP = "192.0.2.25";
const REMOTE_MTA_IP = "192.0.2.1";

/** SES truncates the headers in event records beyond this. */
const MAX_HEADER_CHARACTERS = 10 * 1024;

/** How long SES goes on trying to deliver. */
const MAX_DELAY_MS = 12 * 3600 * 1000;

export function sendRecord(message: AcceptedMessage, context: RecordContext): EventRecord {
  return { eventType: "Send", mail: mailOf(message, context), send: {} };
}

export function rejectRecord(message: AcceptedMessage, context: RecordContext): EventRecord {
  return { eventType: "Reject", mail: mailOf(message, context), reject: { reason: "Bad content" } };
}

export function deliveryRecord(
  message: AcceptedMessage,
  recipients: readonly string[],
  context: RecordContext,
): EventRecord {
  const timestamp = context.now.toISOString();
  const tags = { "ses:outgoing-ip": [OUTGOING_IP], "ses:outgoing-tls-version": ["TLSv1.3"] };
  return {
    eventType: "Delivery",
    mail: mailOf(message, context, tags),
    delivery: {
      timestamp,
      processingTimeMillis: Math.max(0, context.now.getTime() - message.receivedAt.getTime()),
      recipients,
      smtpResponse: "250 2.6.0 Message received",
      remoteMtaIp: REMOTE_MTA_IP,
      reportingMTA: mtaOf(context),
    },
  };
}

export function bounceRecord(
  message: AcceptedMessage,
  recipients: readonly string[],
  { type, subType, status, diagnosticCode, byServer }: Bounce,
  context: RecordContext,
): EventRecord {
  return {
    eventType: "Bounce",
    mail: mailOf(message, context),
    bounce: {
      feedbackId: newFeedbackId(context.now),
      bounceType: type,
      bounceSubType: subType,
      bouncedRecipients: recipients.map(emailAddress => ({
        emailAddress,
        action: "failed",
        status,
        diagnosticCode,
      })),
      timestamp: context.now.toISOString(),
      ...(byServer && { remoteMtaIp: REMOTE_MTA_IP }),
      reportingMTA: byServer ? `dns; ${mtaOf(context)}` : "dns; amazonses.com",
    },
  };
}

export function complaintRecord(
  message: AcceptedMessage,
  recipients: readonly string[],
  { feedbackType, subType, userAgent }: Complaint,
  context: RecordContext,
): EventRecord {
  const timestamp = context.now.toISOString();
  return {
    eventType: "Complaint",
    mail: mailOf(message, context),
    complaint: {
      feedbackId: newFeedbackId(context.now),
      complaintSubType: subType,
      complainedRecipients: recipients.map(emailAddress => ({ emailAddress })),
      timestamp,
      ...(userAgent && { userAgent }),
      ...(feedbackType && { complaintFeedbackType: feedbackType, arrivalDate: timestamp }),
    },
  };
}

export function delayRecord(
  message: AcceptedMessage,
  recipients: readonly string[],
  { type, status, diagnosticCode }: Delay,
  context: RecordContext,
): EventRecord {
  return {
    eventType: "DeliveryDelay",
    mail: mailOf(message, context),
    deliveryDelay: {
      timestamp: context.now.toISOString(),
      delayType: type,
      expirationTime: new Date(message.receivedAt.getTime() + MAX_DELAY_MS).toISOString(),
      delayedRecipients: recipients.map(emailAddress => ({ emailAddress, status, diagnosticCode })),
      reportingMTA: mtaOf(context),
    },
  };
}

function mailOf(
  message: AcceptedMessage,
  { region, accountId }: RecordContext,
  moreTags: Readonly<Record<string, string[]>> = {},
) {
  const { id, receivedAt, envelope, identity } = message;
  return {
    timestamp: receivedAt.toISOString(),
    source: envelope.from,
    sourceArn: `arn:aws:ses:${region}:${accountId}:identity/${identity}`,
    sendingAccountId: accountId,
    messageId: id,
    destination: envelope.to,
    ...headersOf(message),
    commonHeaders: commonHeadersOf(message),
    tags: { ...tagsOf(message), ...moreTags },
  };
}

function headersOf({ fields }: AcceptedMessage) {
  let characters = 0;
  const headers = fields
    .map(({ name, value }) => ({ name, value }))
    .filter(({ name, value }) => (characters += name.length + value.length) <= MAX_HEADER_CHARACTERS);
  return { headersTruncated: headers.length < fields.length, headers };
}

/** The headers that SES parses; `messageId` is SES's own. */
function commonHeadersOf({ id, fields, subject }: AcceptedMessage) {
  const list = (key: string, name: string) => {
    const value = fields.flatMap(field => (field.key === key ? field.value : [])).join(", ");
    return value === "" ? {} : { [name]: splitList(value) };
  };
  const date = valueOf(fields, "date");
  const returnPath = valueOf(fields, "return-path");
  return {
    ...(returnPath && { returnPath }),
    ...list("from", "from"),
    ...(date && { date }),
    ...list("reply-to", "replyTo"),
    ...list("to", "to"),
    ...list("cc", "cc"),
    ...list("bcc", "bcc"),
    messageId: id,
    subject,
  };
}

/** A list of mailboxes with their display names: as many as it has addresses, else the whole. */
function splitList(value: string): string[] {
  const parts = value.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(part => part.trim());
  return parts.length === parseAddressList(value).length ? parts : [value];
}

/** The auto-tags, and those of the header X-SES-MESSAGE-TAGS: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-send-email.html. */
function tagsOf(message: AcceptedMessage): Record<string, string[]> {
  const { user, sourceIp, tlsVersion, operation, configurationSet, fields } = message;
  const given = (valueOf(fields, "x-ses-message-tags") ?? "").split(",").flatMap(pair => {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*([\w-]+)\s*$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? [] : [[name, [value]] as const];
  });
  return {
    ...Object.fromEntries(given),
    ...(tlsVersion && { "ses:source-tls-version": [tlsVersion] }),
    "ses:operation": [operation],
    ...(configurationSet && { "ses:configuration-set": [configurationSet] }),
    "ses:source-ip": [sourceIp],
    "ses:from-domain": [fromDomain(message)],
    "ses:caller-identity": [user],
  };
}

function fromDomain({ fields, envelope }: AcceptedMessage): string {
  const [from = envelope.from] = parseAddressList(valueOf(fields, "from") ?? "");
  return parseAddress(from)?.domain ?? "";
}

function mtaOf({ region }: RecordContext): string {
  return `a1-1.smtp-out.${region}.amazonses.com`;
}

function newFeedbackId(now: Date): string {
  return `0100${now.getTime().toString(16).padStart(12, "0")}-${randomUUID()}-000000`;
}
