/** Headers that the mailer writes, in lower case, and the message's field for each. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    from: "from",
    sender: "sender",
    to: "to",
    cc: "cc",
    bcc: "bcc",
    "reply-to": "replyTo",
    subject: "subject",
    "list-unsubscribe": "listUnsubscribe",
    "list-unsubscribe-post": "listUnsubscribe",
    "x-ses-configuration-set": "configurationSet",
    "x-ses-message-tags": "tags",
  }),
);

/** Those that no field sets, and why. */
const WRITTEN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    date: "remove it: the mailer sets the time of sending",
    "message-id": "remove it: the mailer makes one for each message, and returns it as messageIdHeader",
    "return-path": "remove it: the receiving server writes it; bounces go to the address in from",
    "mime-version": "remove it: the mailer encodes the message and says how",
  }),
);

/** Headers that a field writes only where it is set. */
const CONDITIONAL: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "in-reply-to": "inReplyTo",
    references: "references",
    importance: "priority",
    "x-priority": "priority",
    "x-msmail-priority": "priority",
  }),
);

/**
 * The remedy for a header that the mailer writes itself.
 *
 * @param name in lower case
 * @param message whose fields are set
 * @returns undefined where `headers` may set it
 */
export function messageField(name: string, message: Readonly<Record<string, unknown>>): string | undefined {
  const field = FIELDS.get(name);
  if (field !== undefined) return `use the message's field ${field}`;
  if (name.startsWith("content-"))
    return "remove it: the mailer encodes the message and says how; an attachment has contentType, filename and cid";
  const conditional = CONDITIONAL.get(name);
  if (conditional !== undefined && message[conditional] !== undefined)
    return `remove it, or the message's field ${conditional}`;
  return WRITTEN.get(name);
}
