import type { Mailbox } from "../validation/addresses";

/** `jane@example.com`, `Jane Doe <jane@example.com>`, or name and address separately. */
export type AddressInput = string | Mailbox;

export interface Message {
  /** Default: the configuration's sender. */
  from?: AddressInput;
  to?: AddressInput | readonly AddressInput[];
  cc?: AddressInput | readonly AddressInput[];
  /** In the envelope only; no recipient sees them. */
  bcc?: AddressInput | readonly AddressInput[];
  replyTo?: AddressInput | readonly AddressInput[];
  /** Who really sends, where that is not whoever `from` names. SES requires this address to be verified, too. */
  sender?: AddressInput;
  subject: string;
  text?: string;
  html?: string;
  /** The same in other forms, such as AMP for email (`text/x-amp-html`). */
  alternatives?: readonly Alternative[];
  /** A calendar invitation, beside the text: the calendar itself (RFC 5545), or that with its method. */
  icalEvent?: string | CalendarEvent;
  attachments?: readonly Attachment[];
  listUnsubscribe?: ListUnsubscribe;
  /** The message ID of the message that this one answers, and those of the whole thread; in angle brackets or not. */
  inReplyTo?: string | readonly string[];
  references?: string | readonly string[];
  /** Shown by some mail clients. Default: normal. */
  priority?: "high" | "normal" | "low";
  /** SES message tags, which appear in the message's events. Ignored for other providers. */
  tags?: Readonly<Record<string, string>>;
  /** Overrides the configuration's. Ignored for other providers. */
  configurationSet?: string;
  /** Other headers, except those the mailer writes. */
  headers?: Readonly<Record<string, string>>;
}

export interface Attachment {
  filename?: string;
  /**
   * A stream (Node's, the web's, or any other async iterable) is read before the first attempt, up to `maxStreamBytes`:
   * it cannot be read again for a second attempt, and half of it must never be sent. Beyond 1 MB it is kept in a
   * temporary file, and no more messages with streams are read at once than there are connections.
   */
  content?: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** A file of any size, read again for each attempt. Never a URL. */
  path?: string;
  /** Default: guessed from the file name. */
  contentType?: string;
  /** For `<img src="cid:…">` in the HTML. */
  cid?: string;
}

export interface Alternative {
  contentType: string;
  content: string | Uint8Array;
}

/** An invitation or another calendar message (RFC 6047). */
export interface CalendarEvent {
  /** From BEGIN:VCALENDAR to END:VCALENDAR. */
  content: string;
  /** Such as REQUEST or CANCEL. Default: the calendar's own METHOD, or PUBLISH. */
  method?: string;
  /** Attaches the event under this name as well, for mail clients that do not show invitations. */
  filename?: string;
}

/** One-click unsubscribe, RFC 8058. */
export interface ListUnsubscribe {
  /** https. A POST to it must unsubscribe without confirmation. */
  url?: string;
  /**
   * For mail clients without one-click: an address, or one with a subject or body as in
   * `mailto:leave@example.com?subject=unsubscribe` (RFC 2369, RFC 6068).
   */
  mailto?: string;
}
