import type { Mailbox } from "./addresses";

/** `jane@example.com`, `Jane Doe <jane@example.com>`, or the two apart. */
export type AddressInput = string | Mailbox;

export interface Message {
  /** The configuration's sender, unless given. */
  from?: AddressInput;
  to?: AddressInput | readonly AddressInput[];
  cc?: AddressInput | readonly AddressInput[];
  /** In the envelope only. */
  bcc?: AddressInput | readonly AddressInput[];
  replyTo?: AddressInput | readonly AddressInput[];
  subject: string;
  text?: string;
  html?: string;
  attachments?: readonly Attachment[];
  listUnsubscribe?: ListUnsubscribe;
  /** SES message tags: they come back in the events of the message. Left out where the provider is not SES. */
  tags?: Readonly<Record<string, string>>;
  /** In place of the configuration's. Left out where the provider is not SES. */
  configurationSet?: string;
  /** Other header fields; not those that the mailer writes itself. */
  headers?: Readonly<Record<string, string>>;
}

export interface Attachment {
  filename?: string;
  /**
   * A stream (Node's, the web's, or any other async iterable) is read into memory before the first attempt, within
   * `maxStreamBytes`: what was read once cannot be read again for a second attempt, and half of it must never be sent.
   */
  content?: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** A file, read anew for each attempt, whatever its size. Never a URL. */
  path?: string;
  /** Guessed from the file name where it is not given. */
  contentType?: string;
  /** For `<img src="cid:…">` in the HTML. */
  cid?: string;
}

/** One-click unsubscribe, RFC 8058. */
export interface ListUnsubscribe {
  /** https. A POST there must unsubscribe without a question. */
  url?: string;
  /** An address, for readers without one-click. */
  mailto?: string;
}
