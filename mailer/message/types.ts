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
  subject: string;
  text?: string;
  html?: string;
  attachments?: readonly Attachment[];
  listUnsubscribe?: ListUnsubscribe;
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
   * A stream (Node's, the web's, or any other async iterable) is read into memory before the first attempt, up to
   * `maxStreamBytes`: it cannot be read again for a second attempt, and half of it must never be sent.
   */
  content?: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** A file of any size, read again for each attempt. Never a URL. */
  path?: string;
  /** Default: guessed from the file name. */
  contentType?: string;
  /** For `<img src="cid:…">` in the HTML. */
  cid?: string;
}

/** One-click unsubscribe, RFC 8058. */
export interface ListUnsubscribe {
  /** https. A POST to it must unsubscribe without confirmation. */
  url?: string;
  /** An address, for mail clients without one-click. */
  mailto?: string;
}
