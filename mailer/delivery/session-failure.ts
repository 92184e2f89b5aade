import type { NodemailerError } from "nodemailer";
import { ContentError } from "../content/content-error";
import type { Step } from "../errors/reply";
import type { Issue } from "../validation/issue";

/** How an attempt to send a message or to connect failed. */
export interface SessionFailure {
  step: Step;
  /** The server's complete reply, if any, with its code. */
  responseCode?: number;
  response?: string;
  /** Such as ECONNREFUSED, ETIMEDOUT, CERT_HAS_EXPIRED. */
  errorCode: string;
  message: string;
  /** The final dot may have reached the server, and no reply arrived. */
  outcomeUnknown: boolean;
  /** On an idle connection, before any of the message was sent: the server had already closed it. */
  stale: boolean;
  /** The field of the message that cannot be sent, where the failure is not the server's. */
  issue?: Issue;
}

/** The only error of a session and of the pool. */
export class SessionError extends Error {
  override readonly name = "SessionFailure";
  constructor(readonly failure: SessionFailure) {
    super(failure.message);
  }
}

/** Copies only what is known to be harmless from nodemailer's error, which also contains commands. */
export function readError(
  error: NodemailerError,
  known: Pick<SessionFailure, "step" | "outcomeUnknown" | "stale">,
  redact: (text: string) => string,
): SessionFailure {
  const code = error.responseCode;
  const response = code === undefined || error.response === undefined ? undefined : redact(error.response);
  return {
    ...known,
    ...(code !== undefined && { responseCode: code }),
    ...(response !== undefined && { response }),
    ...(error instanceof ContentError && { issue: error.issue }),
    errorCode: error.originalCode ?? error.code ?? "EUNKNOWN",
    message: redact(error.message),
    // A rejection is an outcome: the server has not accepted the message (RFC 5321, section 4.2.5).
    outcomeUnknown: known.outcomeUnknown && !(code !== undefined && code >= 400 && code < 600),
  };
}
