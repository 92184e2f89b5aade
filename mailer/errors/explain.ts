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
 * @returns undefined where the text does not hold an SMTP reply
 */
export function explainReply(reply: string): Explanation | undefined {
  const [, digits, text = ""] = /(?:^|[^\d.])([245]\d\d)(?:[ -]+(.*))?$/s.exec(reply.trim()) ?? [];
  if (digits === undefined) return undefined;
  const responseCode = Number(digits);
  if (responseCode < 400) return { ...ACCEPTED, responseCode };
  const code = meaningOf(responseCode, withoutEnhancedCode(text));
  return { code, responseCode, ...ERROR_CODES[code] };
}

const ACCEPTED = {
  code: "accepted",
  retried: false,
  meaning: "The server took it.",
  remedy: "None needed: SES's message id follows the Ok; bounces and complaints come later, as events.",
} as const;

/** RFC 2034: `5.7.1 Sender address rejected`. */
function withoutEnhancedCode(text: string): string {
  return text.replace(/^[245]\.\d{1,3}\.\d{1,3}\s+/, "");
}
