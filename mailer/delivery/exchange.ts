import type { Readable } from "node:stream";
import type { NodemailerError } from "nodemailer";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Step } from "../errors/reply";

/** How much of a message's body has been sent. */
export interface BodyState {
  started: boolean;
  ended: boolean;
}

export function bodyState(body: Readable, ended: boolean): BodyState {
  return { started: body.readableDidRead, ended };
}

/** Client and server disagree about the state of the session. */
export const OUT_OF_STEP = "EPROTOCOL";

export function protocolError(message: string, code: string): NodemailerError {
  return Object.assign(new Error(message), { code });
}

export function stepOf(error: NodemailerError, body: BodyState | undefined): Step {
  if (body?.started) return "data";
  return error.command === "RCPT TO" ? "recipients" : error.command === "DATA" ? "data" : "sender";
}

export function isRefusal({ responseCode = 0 }: NodemailerError): boolean {
  return responseCode >= 400 && responseCode < 600;
}

/**
 * Whether the reply to the first command of a message says that the server had given up on an idle session. SES:
 * `451 4.4.2 Timeout waiting for data from client.` (4.4.2 is a bad connection, RFC 3463).
 */
export function isIdleEnd({ responseCode = 0, response = "" }: NodemailerError): boolean {
  return responseCode >= 400 && responseCode < 500 && /\b4\.4\.2\b|time[d -]*out|\bidle\b/i.test(response);
}

/** RFC 6152. nodemailer does not publish what the server offers; where it cannot be read, no 8-bit goes out. */
export function offers8BitMime(connection: SMTPConnection): boolean {
  const { _supportedExtensions: extensions } = connection as unknown as Record<string, unknown>;
  return Array.isArray(extensions) && extensions.includes("8BITMIME");
}
