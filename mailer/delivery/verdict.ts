import { hintFor } from "../config/login-shape";
import type { Target } from "../config/target";
import { ERROR_CODES, type ErrorCode } from "../errors/codes";
import { MailerError, type MailerErrorDetails } from "../errors/mailer-error";
import { meaningOf } from "../errors/reply";
import type { SessionFault } from "./session-fault";

/** OpenSSL's and Node's names for a certificate that is not trusted, and for a handshake that fails. */
const CERTIFICATE = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO$)/;

/** What a fault means. */
export function codeOf(fault: SessionFault, recipients: readonly string[]): ErrorCode {
  const { responseCode, response = "", step, errorCode, message } = fault;
  if (fault.outcomeUnknown) return "outcome_unknown";
  if (responseCode !== undefined && responseCode >= 400) {
    // What the server says to STARTTLS is about STARTTLS; a 4xx may pass.
    if (step === "connect" && errorCode === "ETLS" && responseCode >= 500) return "tls";
    return meaningOf(responseCode, response.replace(/^\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?/, ""), step, {
      recipients,
    });
  }
  if (CERTIFICATE.test(errorCode)) return "tls";
  // nodemailer's word for "no STARTTLS on offer"; a connection that is cut during the handshake may pass.
  if (errorCode === "ETLS") return /closed unexpectedly|timed out/i.test(message) ? "connection" : "tls";
  if (errorCode === "EMESSAGE" && /larger than allowed/.test(message)) return "message_too_large";
  if (errorCode === "EAUTH") return "authentication";
  if (errorCode === "ENOENT" || errorCode === "EACCES" || errorCode === "EISDIR" || errorCode === "ESTREAM")
    return "invalid_message";
  return "connection";
}

/** The error that a fault becomes when it is final. */
export function errorOf(
  fault: SessionFault,
  target: Target,
  details: Pick<MailerErrorDetails, "attempts" | "messageId" | "possiblySent"> & {
    recipients?: readonly string[];
  },
): MailerError {
  const { recipients = [], ...rest } = details;
  const code = codeOf(fault, recipients);
  const { responseCode, response } = fault;
  return new MailerError(code, sentence(code, fault, target), {
    ...rest,
    ...(responseCode !== undefined && { responseCode }),
    ...(response !== undefined && { response }),
    cause: { code: fault.errorCode, message: fault.message },
  });
}

function sentence(code: ErrorCode, fault: SessionFault, target: Target): string {
  const place = `${target.host}:${target.port}`;
  const { meaning, remedy } = ERROR_CODES[code];
  const said = fault.response === undefined ? fault.message : `the server said "${fault.response}"`;
  if (code === "connection" || code === "tls")
    return `${place}: ${said} (${fault.errorCode}). ${meaning} ${remedy}`;
  if (code === "authentication") return `${place}: ${said}. ${meaning} ${hintFor(target)}`;
  return `${place}: ${said}. ${meaning} ${remedy}`;
}
