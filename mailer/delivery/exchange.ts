import type { Readable } from "node:stream";
import type { NodemailerError } from "nodemailer";
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
