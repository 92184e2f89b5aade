import type { RetryOptions } from "./delivery/backoff";
import type { CredentialsSource } from "./delivery/logins";
import type { PoolOptions } from "./delivery/pool";
import type { Rejection } from "./delivery/session";
import type { Timeouts } from "./delivery/timeouts";
import type { Verified } from "./delivery/verify";
import type { Message } from "./message/types";
import type { Observer } from "./observe/events";
import type { Suppression, SuppressionOptions } from "./suppression/types";

export interface MailerOptions {
  pool?: Partial<PoolOptions>;
  timeouts?: Partial<Timeouts>;
  retry?: Partial<RetryOptions>;
  /** The account's maximum send rate, recipients per second, for all connections together. Default: none. */
  messagesPerSecond?: number;
  /** How many messages may wait for a connection; beyond it `send` rejects with `queue_full`. 10,000; Infinity: no limit. */
  queueLimit?: number;
  /** Total size of a message's stream attachments, bytes. 32 MiB: SES accepts 40 MB after encoding. */
  maxStreamBytes?: number;
  /**
   * Reads the current login when the server rejects the one in use (535), so that a rotation loses no mail. It has
   * 10 s; when it fails, the message is retried as after a 4xx.
   */
  credentials?: CredentialsSource;
  suppression?: SuppressionOptions;
  onEvent?: Observer;
}

export interface SendOptions {
  signal?: AbortSignal;
}

/** The server accepted the message for the addresses in `accepted`. */
export interface SendResult {
  /** SES's message id, as in its events; for other providers, the Message-ID header. */
  messageId: string;
  accepted: readonly string[];
  /** Rejected by the server, or suppressed; `rejections` and `suppressed` say why. */
  rejected: readonly string[];
  attempts: number;
  /** The Message-ID header as it was sent. SES replaces it with its own. */
  messageIdHeader: string;
  response: string;
  rejections: readonly Rejection[];
  suppressed: readonly Suppression[];
  /** An earlier attempt lost its connection before the reply: the message may arrive twice. */
  possibleDuplicate: boolean;
}

/** Sends an application's email. All methods reject with a MailerError and nothing else. */
export interface Mailer {
  /** Sends a message, after waiting in the queue if all connections are busy. */
  send(message: Message, options?: SendOptions): Promise<SendResult>;
  /** Connects, logs in and quits. */
  verify(options?: SendOptions): Promise<Verified>;
  /** Sends a short text that names the server it was sent through. */
  sendTestEmail(to: string, options?: SendOptions): Promise<SendResult>;
  /**
   * Resolves when the queue has a free place, for any number of producers that are faster than the server. Send
   * right afterward: in the next turn of the event loop, an unused place goes to another producer.
   */
  ready(): Promise<void>;
  /**
   * Accepts no more messages, sends those in the queue, and closes the connections.
   * @param options.timeoutMs after which the remaining messages are rejected with `closed`; 30 s
   */
  close(options?: { timeoutMs?: number }): Promise<void>;
}
