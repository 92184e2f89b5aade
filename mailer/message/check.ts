import { checkAttachment } from "./check-attachment";
import { checkHeaders, checkListUnsubscribe, checkTags, isConfigurationSetName } from "./check-headers";
import type { Mailbox } from "./addresses";
import { MessageFaults } from "./faults";
import type { Message } from "./types";

/** SES's limit, To, Cc and Bcc together: https://docs.aws.amazon.com/ses/latest/dg/quotas.html. */
const SES_MOST_RECIPIENTS = 50;

/** A message whose every field was read; nothing in it can start a header line of its own. */
export interface CheckedMessage {
  from: Mailbox;
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  replyTo: readonly Mailbox[];
  /** The envelope's: To, Cc and Bcc, each once. */
  recipients: readonly string[];
  /** As it was when it was checked: its owner may change the object while the message waits. */
  message: Readonly<Omit<Message, "attachments">>;
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
  "subject",
  "text",
  "html",
  "attachments",
  "listUnsubscribe",
  "tags",
  "configurationSet",
  "headers",
];

/** @throws MailerError `invalid_message` with all faults */
export function checkMessage(message: Message, defaults: SenderDefaults): CheckedMessage {
  const faults = new MessageFaults();
  const given = faults.object("message", message ?? null);
  faults.known("", given, FIELDS);
  const from = faults.mailbox("from", given.from ?? sender(defaults));
  const [to, cc, bcc, replyTo] = (["to", "cc", "bcc", "replyTo"] as const).map(key =>
    faults.mailboxes(key, given[key]),
  ) as [Mailbox[], Mailbox[], Mailbox[], Mailbox[]];
  const recipients = [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))];
  if (recipients.length === 0 && faults.list.length === 0) faults.add("to", "no recipient is given");
  if (defaults.provider === "ses" && recipients.length > SES_MOST_RECIPIENTS) {
    faults.add(
      "to",
      `${recipients.length} recipients, and SES takes ${SES_MOST_RECIPIENTS} a message: split it`,
    );
  }
  if (given.subject === undefined) faults.add("subject", "is missing");
  else faults.line("subject", given.subject);
  faults.text("text", given.text);
  faults.text("html", given.html);
  checkAttachments(given.attachments, faults);
  const listUnsubscribe = checkListUnsubscribe(given.listUnsubscribe, faults);
  const tags = checkTags(given.tags, faults);
  if (given.configurationSet !== undefined && !isConfigurationSetName(given.configurationSet)) {
    faults.add("configurationSet", "may hold letters, digits, - and _, up to 64");
  }
  const headers = checkHeaders(given.headers, faults);
  faults.throwIfAny();
  const snapshot = { ...(given as unknown as Message), headers, tags, listUnsubscribe };
  return { from: from ?? { address: "" }, to, cc, replyTo, recipients, message: snapshot };
}

function checkAttachments(attachments: unknown, faults: MessageFaults): void {
  if (attachments === undefined) return;
  if (!Array.isArray(attachments)) {
    faults.add("attachments", "must be a list");
    return;
  }
  for (const [index, attachment] of attachments.entries())
    checkAttachment(attachment, `attachments[${index}]`, faults);
}

function sender({ fromEmail, fromName }: SenderDefaults): Mailbox {
  return fromName === undefined ? { address: fromEmail } : { address: fromEmail, name: fromName };
}
