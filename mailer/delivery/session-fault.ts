import type { NodemailerError } from "nodemailer";
import type { Step } from "../errors/reply";

/** How an attempt at a message, or at a connection, failed. */
export interface SessionFault {
  step: Step;
  /** Whole reply of the server where there is one, with its code. */
  responseCode?: number;
  response?: string;
  /** Such as ECONNREFUSED, ETIMEDOUT, CERT_HAS_EXPIRED. */
  errorCode: string;
  message: string;
  /** The final dot may have reached the server and no reply to it came. */
  outcomeUnknown: boolean;
  /** It was on a connection that had been idle, before anything of the message: the server had left already. */
  stale: boolean;
}

/** An attempt that failed; the pool's and the session's only way to fail. */
export class SessionFailure extends Error {
  override readonly name = "SessionFailure";
  constructor(readonly fault: SessionFault) {
    super(fault.message);
  }
}

/** Only what is known to be harmless is taken from nodemailer's error: it also holds commands. */
export function readError(
  error: NodemailerError,
  known: Pick<SessionFault, "step" | "outcomeUnknown" | "stale">,
  redact: (text: string) => string,
): SessionFault {
  const code = error.responseCode;
  const response = code === undefined || error.response === undefined ? undefined : redact(error.response);
  return {
    ...known,
    ...(code !== undefined && { responseCode: code }),
    ...(response !== undefined && { response }),
    errorCode: error.originalCode ?? error.code ?? "EUNKNOWN",
    message: redact(error.message),
    // A refusal is an outcome: RFC 5321, section 4.2.5, the server has not taken the message.
    outcomeUnknown: known.outcomeUnknown && !(code !== undefined && code >= 400 && code < 600),
  };
}
