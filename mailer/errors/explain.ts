import { ERROR_CODES, type ErrorCode } from "./codes";
import { meaningOf } from "./reply";

export interface Explanation {
  code: ErrorCode | "accepted";
  responseCode: number;
  retried: boolean;
  meaning: string;
  remedy: string;
}

/**
 * Explains a reply of an SMTP server, as `454 Throttling failure: Maximum sending rate exceeded`.
 *
 * @returns undefined where the text is not an SMTP reply
 */
export function explainReply(reply: string): Explanation | undefined {
  const [, digits, text = ""] = /(?:^|[^\d.])([2345]\d\d)(?:[ -]+(.*))?$/s.exec(reply.trim()) ?? [];
  if (digits === undefined) return undefined;
  const responseCode = Number(digits);
  if (responseCode < 400) return accepted(responseCode);
  const code = meaningOf(responseCode, withoutEnhancedCode(text));
  const known = code === "configuration" ? CONFIGURATION_SET : ERROR_CODES[code];
  return { code, responseCode, ...known };
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

/** The only configuration error that a server reports; the table's entry is about the mailer's own check. */
const CONFIGURATION_SET = {
  retried: false,
  meaning: "The message names a configuration set that does not exist in this region.",
  remedy: "Correct `configurationSet`, or create the configuration set.",
} as const;

/** RFC 2034: `5.7.1 Sender address rejected`. */
function withoutEnhancedCode(text: string): string {
  return text.replace(/^[245]\.\d{1,3}\.\d{1,3}\s+/, "");
}
