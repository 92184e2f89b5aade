import type { RetryOptions } from "./delivery/backoff";
import type { CredentialsSource } from "./delivery/logins";
import type { PoolOptions } from "./delivery/pool";
import type { Rejection } from "./delivery/session";
import type { Timeouts } from "./delivery/timing";
import type { Message } from "./message/types";
import type { Observer } from "./observe/events";
import type { Suppression, SuppressionOptions } from "./suppression/types";

export interface MailerOptions {
  pool?: Partial<PoolOptions>;
  timeouts?: Partial<Timeouts>;
  retry?: Partial<RetryOptions>;
  /** The account's maximum send rate, recipients a second, for all connections together. None. */
  messagesPerSecond?: number;
  /** How many messages may wait for a connection; beyond it `send` rejects with `queue_full`. 10,000; Infinity: any. */
  queueLimit?: number;
  /** All stream attachments of a message together, bytes. 32 MiB: SES takes 40 MB after encoding. */
  maxStreamBytes?: number;
  /**
   * Reads the login anew when the server refuses the present one (535): a rotation then loses no mail. It has 10 s;
   * when it fails, the message is tried again as after a 4xx.
   */
  credentials?: CredentialsSource;
  suppression?: SuppressionOptions;
  onEvent?: Observer;
}

export interface SendOptions {
  signal?: AbortSignal;
}

/** The server has taken the message, for `accepted`. */
export interface SendResult {
  /** SES's message id, as in its events; the Message-ID header where the provider is not SES. */
  messageId: string;
  accepted: readonly string[];
  /** Refused by the server, or suppressed; `rejections` and `suppressed` say why. */
  rejected: readonly string[];
  attempts: number;
  /** The Message-ID header as it was sent. SES replaces it by one of its own. */
  messageIdHeader: string;
  response: string;
  rejections: readonly Rejection[];
  suppressed: readonly Suppression[];
  /** The connection of an earlier attempt was lost before the reply: the message may arrive twice. */
  possibleDuplicate: boolean;
}

export interface Verified {
  provider: "ses" | "smtp";
  host: string;
  port: number;
  /** false only for a plain SMTP server that offers no STARTTLS. */
  secure: boolean;
}

/** Sends an application's mail. All methods reject with a MailerError and nothing else. */
export interface Mailer {
  /** Sends a message, or puts it in the queue. */
  send(message: Message, options?: SendOptions): Promise<SendResult>;
  /** Connects, logs in and leaves. */
  verify(options?: SendOptions): Promise<Verified>;
  /** Sends a short text that says where it came from. */
  sendTestEmail(to: string, options?: SendOptions): Promise<SendResult>;
  /**
   * Resolves when `send` has room: for producers that are faster than the server, any number of them. Send right
   * after: the room goes to the next who waits in the following turn of the event loop.
   */
  ready(): Promise<void>;
  /**
   * Takes no more messages, sends those it has, and closes the connections.
   * @param options.timeoutMs then the rest is rejected with `closed`; 30 s
   */
  close(options?: { timeoutMs?: number }): Promise<void>;
}
