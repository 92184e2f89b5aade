import { ERROR_CODES, type ErrorCode } from "./codes";

/** One thing wrong with a configuration; `key` as in `endpoint.port`. */
export interface Fault {
  key: string;
  message: string;
}

export interface MailerErrorDetails {
  /** The SMTP reply's code, such as 554. */
  responseCode?: number;
  /** The SMTP reply, in which secrets are blanked out. */
  response?: string;
  /** How often the message was tried; 0 where nothing reached the server. */
  attempts?: number;
  /** The Message-ID header of the message that failed. */
  messageId?: string;
  /** An attempt of this send ended with an unknown outcome: the message may have been delivered. */
  possiblySent?: boolean;
  faults?: readonly Fault[];
  cause?: Cause;
}

/** What is told of an underlying error. Never the error itself: nodemailer's hold the command, `AUTH …` among them. */
export interface Cause {
  /** Such as ECONNREFUSED, CERT_HAS_EXPIRED. */
  code?: string;
  message: string;
}

/** Everything the mailer throws. It holds no secret: neither passwords nor the SASL tokens made of them. */
export class MailerError extends Error {
  override readonly name = "MailerError";
  /** Whether the same message, sent again later as it is, may be accepted. */
  readonly retryable: boolean;
  readonly responseCode: number | undefined;
  readonly response: string | undefined;
  readonly attempts: number;
  readonly messageId: string | undefined;
  readonly possiblySent: boolean;
  readonly faults: readonly Fault[];
  declare readonly cause?: Cause;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: MailerErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.retryable = ERROR_CODES[code].retried || LATER.has(code);
    this.responseCode = details.responseCode;
    this.response = details.response;
    this.attempts = details.attempts ?? 0;
    this.messageId = details.messageId;
    this.possiblySent = details.possiblySent ?? false;
    this.faults = details.faults ?? [];
  }
}

/** Not tried again by the mailer itself, yet nothing is wrong with the message. */
const LATER: ReadonlySet<ErrorCode> = new Set(["timeout", "queue_full", "suppression_unavailable", "closed"]);

/** @param what the thing that is at fault, such as `The mailer's configuration` */
export function configurationError(what: string, faults: readonly Fault[]): MailerError {
  const list = faults.map(({ key, message }) => `${key}: ${message}`).join("; ");
  return new MailerError("configuration", `${what} cannot be used: ${list}.`, { faults });
}
