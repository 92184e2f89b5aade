import type { Readable } from "node:stream";
import type { NodemailerError } from "nodemailer";
import type { Step } from "../errors/reply";

/** How far the body of a message has gone. */
export interface BodyState {
  started: boolean;
  ended: boolean;
}

export function bodyState(body: Readable, ended: boolean): BodyState {
  return { started: body.readableDidRead, ended };
}

/** The two sides disagree about where in the session they are. */
export const OUT_OF_STEP = "EPROTOCOL";

export function fault(message: string, code: string): NodemailerError {
  return Object.assign(new Error(message), { code });
}

export function stepOf(error: NodemailerError, body: BodyState | undefined): Step {
  if (body?.started) return "data";
  return error.command === "RCPT TO" ? "recipients" : error.command === "DATA" ? "data" : "sender";
}

export function isRefusal({ responseCode = 0 }: NodemailerError): boolean {
  return responseCode >= 400 && responseCode < 600;
}
