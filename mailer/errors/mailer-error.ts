import { ContentError } from "../content/content-error";
import { type Issue, issueText, issueTexts } from "../validation/issue";
import { ERROR_CODES, type ErrorCode } from "./codes";

export interface MailerErrorDetails {
  /** The SMTP reply's code, such as 554. */
  responseCode?: number;
  /** The SMTP reply, with secrets redacted. */
  response?: string;
  /** How often the message was attempted; 0 where nothing reached the server. */
  attempts?: number;
  /** The Message-ID header of the message that failed. */
  messageId?: string;
  /** An attempt of this send ended with an unknown outcome: the message may have been delivered. */
  possiblySent?: boolean;
  issues?: readonly Issue[];
  cause?: Cause;
}

/** What is known of an underlying error. Never the error itself: nodemailer's include the command, such as `AUTH …`. */
export interface Cause {
  /** Such as ECONNREFUSED, CERT_HAS_EXPIRED. */
  code?: string;
  message: string;
}

/** Everything the mailer throws. It contains no secret: neither passwords nor the SASL tokens made from them. */
export class MailerError extends Error {
  override readonly name = "MailerError";
  /** Whether the same message, sent again later unchanged, may be accepted. */
  readonly retryable: boolean;
  readonly responseCode: number | undefined;
  readonly response: string | undefined;
  readonly attempts: number;
  readonly messageId: string | undefined;
  readonly possiblySent: boolean;
  /** Everything wrong with the configuration, options or message; empty for other errors. */
  readonly issues: readonly Issue[];
  declare readonly cause?: Cause;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: MailerErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.retryable = ERROR_CODES[code].retried || RETRYABLE_LATER.has(code);
    this.responseCode = details.responseCode;
    this.response = details.response;
    this.attempts = details.attempts ?? 0;
    this.messageId = details.messageId;
    this.possiblySent = details.possiblySent ?? false;
    this.issues = details.issues ?? [];
  }
}

/** The mailer itself does not retry these, yet nothing is wrong with the message. */
const RETRYABLE_LATER: ReadonlySet<ErrorCode> = new Set([
  "timeout",
  "queue_full",
  "suppression_unavailable",
  "closed",
]);

/** @param what the thing that is invalid, such as `configuration "app"` */
export function configurationError(what: string, issues: readonly Issue[]): MailerError {
  return new MailerError("configuration", `Invalid ${what}: ${issueTexts(issues)}.`, { issues });
}

/** @param what as of {@link configurationError} */
export function credentialsNeededError(what: string, issues: readonly Issue[]): MailerError {
  const text = issues.map(({ problem, remedy }) => `${problem}: ${remedy}`).join("; ");
  return new MailerError("credentials_needed", `Incomplete ${what}: ${text}.`, { issues });
}

/** Turns anything thrown into a MailerError: what is not one came from something in the message no check caught. */
export function unexpected(error: unknown, messageId: string): MailerError {
  if (error instanceof MailerError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const remedy = "check the fields of the message";
  const issue =
    error instanceof ContentError
      ? error.issue
      : { key: "message", problem: `it cannot be sent: ${message}`, remedy };
  return new MailerError("invalid_message", `Invalid message: ${issueText(issue)}.`, {
    messageId,
    issues: [issue],
    cause: { message },
  });
}
