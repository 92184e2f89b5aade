import { reject } from "./rejection";

const CR = 13;
const LF = 10;

/** 1,000 octets with CRLF (https://docs.aws.amazon.com/ses/latest/APIReference/API_RawMessage.html). */
const MAX_LINE_OCTETS = 998;

/**
 * Checks what a message must be before it can be parsed: lines that end in CRLF and are not too long, beginning with a
 * header field (RFC 5322, sections 2.1.1 and 2.3). AWS documents the length; the texts of these replies are not public.
 *
 * @throws InvalidMessage
 */
export function checkLines(message: Buffer): void {
  if (message[0] === 0x20 || message[0] === 0x09) reject("Header section must not start with whitespace.");
  for (let start = 0; start < message.length;) {
    const lf = message.indexOf(LF, start);
    const cr = message.indexOf(CR, start);
    const endsInCrLf = lf > start && cr === lf - 1;
    if (!endsInCrLf && (lf !== -1 || cr !== -1)) reject("Bare CR or LF in message.");
    const end = lf === -1 ? message.length : cr;
    if (end - start > MAX_LINE_OCTETS) reject(`Line length exceeds ${MAX_LINE_OCTETS} octets.`);
    start = lf === -1 ? message.length : lf + 1;
  }
}
