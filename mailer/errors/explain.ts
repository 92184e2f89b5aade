import { ERROR_CODES, type ErrorCode } from "./codes";
import { findReply, type FoundReply } from "./find-reply";
import { lostConnection } from "./lost-connection";
import { interpret } from "./reply";

export interface Explanation {
  code: ErrorCode | "accepted";
  /** undefined where there was no reply, as for a connection that failed. */
  responseCode?: number;
  retried: boolean;
  meaning: string;
  remedy: string;
}

/** Longer logs are read from their end, where the failure is. */
const MAX_LOG = 100_000;

/**
 * Explains a reply of an SMTP server, such as `454 Throttling failure: Maximum sending rate exceeded`, or a line of a log
 * that contains one in the words of another program; or why there is no reply, such as `connect ETIMEDOUT`.
 *
 * @returns undefined where the text is about neither
 */
export function explainReply(log: string): Explanation | undefined {
  const text = log.slice(-MAX_LOG).trim();
  const reply = findReply(text);
  if (reply && reply.code >= 400) return rejected(reply, text);
  const quoted = inferred(text);
  if (quoted) return rejected(quoted, text);
  const lost = lostConnection(text);
  if (lost) return { ...lost, retried: ERROR_CODES[lost.code].retried };
  return reply && accepted(reply.code);
}

function rejected({ code: responseCode, text }: FoundReply, log: string): Explanation {
  const exact = interpret(responseCode, text);
  // Some programs print the reply's text before its code.
  const { code, meaning, remedy } = exact.isGeneric ? interpret(responseCode, log) : exact;
  const known = ERROR_CODES[code];
  return {
    code,
    responseCode,
    retried: known.retried,
    meaning: meaning ?? known.meaning,
    remedy: remedy ?? known.remedy,
  };
}

/** SES's texts by the code that they come with: some programs print a reply without it. */
const TEXTS: readonly (readonly [RegExp, number])[] = [
  [/authentication credentials invalid|could not authenticate|authentication failed/i, 535],
  [/throttling failure|maximum sending rate|daily message quota exceeded/i, 454],
  [/timeout waiting for data from client/i, 451],
  [/must issue a starttls command/i, 530],
  [
    /message rejected|transaction failed: |address is not verified|not authorized to perform|configuration set does not exist|mail from domain not verified/i,
    554,
  ],
];

function inferred(log: string): FoundReply | undefined {
  const found = TEXTS.find(([text]) => text.test(log));
  return found && { code: found[1], text: log };
}

function accepted(responseCode: number): Explanation {
  const meaning = OTHER_SUCCESSES[responseCode];
  const remedy =
    meaning === undefined
      ? "Nothing: SES's message ID follows the Ok; bounces and complaints arrive later, as events."
      : "Nothing.";
  return {
    code: "accepted",
    responseCode,
    retried: false,
    meaning: meaning ?? "Accepted.",
    remedy,
  };
}

/** RFC 5321, section 4.2.3, and RFC 4954: replies that do not accept a message. */
const OTHER_SUCCESSES: Readonly<Record<number, string>> = {
  211: "System status.",
  214: "Help message.",
  220: "The server is ready for a session or for TLS.",
  221: "The server closes the connection as requested; this says nothing about a message.",
  235: "The server accepted the login.",
  334: "The server is waiting for the rest of the login.",
  354: "The server is waiting for the message.",
};
