import { MailerError } from "../errors/mailer-error";
import type { Mailbox } from "../validation/addresses";
import { issueTexts } from "../validation/issue";
import { Validator } from "../validation/validator";
import { checkAlternatives, checkCalendarEvent, type CheckedEvent } from "./check-alternatives";
import { checkAttachment } from "./check-attachment";
import { type CheckedHeaders, checkHeaders, checkTags, isConfigurationSetName } from "./check-headers";
import { checkListUnsubscribe } from "./check-unsubscribe";
import { readMailbox, readMailboxes } from "./mailboxes";
import type { Alternative, ListUnsubscribe, Message } from "./types";

/** SES's limit, To, Cc and Bcc together: https://docs.aws.amazon.com/ses/latest/dg/quotas.html. */
const MAX_SES_RECIPIENTS = 50;

/**
 * A message whose every field was checked; nothing in it can start another header line. A snapshot: the caller may
 * change the object while the message waits.
 */
export interface CheckedMessage extends CheckedHeaders {
  from: Mailbox;
  sender: Mailbox | undefined;
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  replyTo: readonly Mailbox[];
  /** For the envelope: To, Cc and Bcc without duplicates. */
  recipients: readonly string[];
  subject: string;
  text: string | undefined;
  html: string | undefined;
  alternatives: readonly Alternative[];
  icalEvent: CheckedEvent | undefined;
  priority: Message["priority"];
  /** `mailto` as a URI. */
  listUnsubscribe: ListUnsubscribe;
  tags: Readonly<Record<string, string>>;
  configurationSet: string | undefined;
}

export interface SenderDefaults {
  provider: "ses" | "smtp";
  fromEmail: string;
  fromName?: string;
}

const FIELDS: readonly (keyof Message)[] = [
  "from",
  "to",
  "cc",
  "bcc",
  "replyTo",
  "sender",
  "subject",
  "text",
  "html",
  "alternatives",
  "icalEvent",
  "attachments",
  "inReplyTo",
  "references",
  "priority",
  "listUnsubscribe",
  "tags",
  "configurationSet",
  "headers",
];

/** @throws MailerError `invalid_message` with all issues */
export function checkMessage(message: Message, defaults: SenderDefaults): CheckedMessage {
  const validator = new Validator();
  const given = { ...validator.object("message", message) };
  validator.known("", given, FIELDS);
  const rules = { quoted: defaults.provider === "smtp" };
  const from = readMailbox("from", given.from ?? sender(defaults), validator, rules);
  const [to, cc, bcc, replyTo] = (["to", "cc", "bcc", "replyTo"] as const).map(key =>
    readMailboxes(key, given[key], validator, rules),
  ) as [Mailbox[], Mailbox[], Mailbox[], Mailbox[]];
  const recipients = [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))];
  if (recipients.length === 0 && validator.issues.length === 0)
    validator.report("to", "no recipient", "set to, cc or bcc");
  if (defaults.provider === "ses" && recipients.length > MAX_SES_RECIPIENTS) {
    validator.report(
      "to",
      `${recipients.length} recipients; SES allows ${MAX_SES_RECIPIENTS} per message`,
      "send several messages",
    );
  }
  if (given.subject === undefined) validator.report("subject", "missing", "set a subject");
  else validator.headerLine("subject", given.subject);
  if (given.text !== undefined) validator.string("text", given.text);
  if (given.html !== undefined) validator.string("html", given.html);
  checkAttachments(given.attachments, defaults.provider, validator);
  if (given.priority !== undefined) validator.shape("priority", given.priority, PRIORITY);
  if (given.configurationSet !== undefined && !isConfigurationSetName(given.configurationSet)) {
    validator.report("configurationSet", "not a valid name", "use up to 64 letters, digits, - and _");
  }
  const { subject, text, html, priority, configurationSet } = given as unknown as Message;
  const checked: CheckedMessage = {
    ...{ from: from ?? { address: "" }, to, cc, replyTo, recipients },
    ...{ subject, text, html, priority, configurationSet },
    sender: given.sender === undefined ? undefined : readMailbox("sender", given.sender, validator, rules),
    alternatives: checkAlternatives(given.alternatives, validator),
    icalEvent: checkCalendarEvent(given.icalEvent, validator),
    listUnsubscribe: checkListUnsubscribe(given.listUnsubscribe, validator),
    tags: checkTags(given.tags, validator),
    ...checkHeaders(given, validator),
  };
  const { issues } = validator;
  if (issues.length > 0)
    throw new MailerError("invalid_message", `Invalid message: ${issueTexts(issues)}.`, { issues });
  return checked;
}

const PRIORITY = {
  fits: (value: unknown) => ["high", "normal", "low"].includes(value as string),
  expected: 'must be "high", "normal" or "low"',
};

function checkAttachments(attachments: unknown, provider: "ses" | "smtp", validator: Validator): void {
  if (attachments === undefined) return;
  if (!Array.isArray(attachments)) {
    validator.report("attachments", "not an array", "must be an array of attachments");
    return;
  }
  for (const [index, attachment] of attachments.entries())
    checkAttachment(attachment, `attachments[${index}]`, provider, validator);
}

function sender({ fromEmail, fromName }: SenderDefaults): Mailbox {
  return fromName === undefined ? { address: fromEmail } : { address: fromEmail, name: fromName };
}
