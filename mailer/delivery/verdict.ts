import { hintFor } from "../config/login-shape";
import type { Target } from "../config/target";
import { ERROR_CODES, type ErrorCode } from "../errors/codes";
import { MailerError, type MailerErrorDetails } from "../errors/mailer-error";
import { interpret, type Interpretation } from "../errors/reply";
import type { SessionFailure } from "./session-failure";

/** OpenSSL's and Node's codes for an untrusted certificate or a failed handshake. */
const CERTIFICATE = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO$)/;

/** The error code for a failure. */
export function codeOf(failure: SessionFailure, recipients: readonly string[]): ErrorCode {
  const { responseCode, step, errorCode, message } = failure;
  if (failure.issue) return "invalid_message";
  if (failure.outcomeUnknown) return "outcome_unknown";
  if (responseCode !== undefined && responseCode >= 400) {
    // A reply to STARTTLS is about STARTTLS; a 4xx is temporary.
    if (step === "connect" && errorCode === "ETLS" && responseCode >= 500) return "tls";
    return interpretation(failure, recipients).code;
  }
  if (CERTIFICATE.test(errorCode)) return "tls";
  // nodemailer's code for "STARTTLS not offered"; a connection lost during the handshake is temporary.
  if (errorCode === "ETLS") return /closed unexpectedly|timed out/i.test(message) ? "connection" : "tls";
  if (errorCode === "EMESSAGE" && /larger than allowed/.test(message)) return "message_too_large";
  if (errorCode === "EAUTH") return "authentication";
  return "connection";
}

function interpretation(failure: SessionFailure, recipients: readonly string[]): Interpretation {
  const { responseCode = 0, response = "", step } = failure;
  const text = response.replace(/^\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?/, "");
  return interpret(responseCode, text, step, { recipients });
}

/** The error for a failure that is final. */
export function errorOf(
  failure: SessionFailure,
  target: Target,
  details: Pick<MailerErrorDetails, "attempts" | "messageId" | "possiblySent"> & {
    recipients?: readonly string[];
  },
): MailerError {
  const { recipients = [], ...rest } = details;
  const code = codeOf(failure, recipients);
  const { responseCode, response, issue } = failure;
  return new MailerError(code, sentence(code, failure, target), {
    ...rest,
    ...(responseCode !== undefined && { responseCode }),
    ...(response !== undefined && { response }),
    ...(issue && { issues: [issue] }),
    cause: { code: failure.errorCode, message: failure.message },
  });
}

function sentence(code: ErrorCode, failure: SessionFailure, target: Target): string {
  if (failure.issue) return `Invalid message: ${failure.message}`;
  const place = `${target.host}:${target.port}`;
  const exact = failure.responseCode === undefined ? undefined : interpretation(failure, []);
  const known = exact?.code === code ? exact : undefined;
  const { meaning = ERROR_CODES[code].meaning, remedy = ERROR_CODES[code].remedy } = known ?? {};
  const said = failure.response === undefined ? failure.message : `the server replied "${failure.response}"`;
  if (code === "connection" || code === "tls")
    return `${place}: ${said} (${failure.errorCode}). ${meaning} ${remedy}`;
  if (code === "authentication") return `${place}: ${said}. ${meaning} ${hintFor(target)}`;
  return `${place}: ${said}. ${meaning} ${remedy}`;
}
