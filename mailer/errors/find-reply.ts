/**
 * Finds an SMTP reply in the text that a program or its log wraps it in. Pure text: ports, IP addresses, times, sizes
 * and process IDs have three digits as well.
 */

export interface FoundReply {
  code: number;
  /** Without the codes. */
  text: string;
}

/** Three digits of a reply (RFC 5321, section 4.2.1); as the second one, 7 is used by some servers, 6 and 8 by none. */
const DIGITS = /(?<![\w./@+-])(?<!\d:)([2-5][0-57]\d)(?=$|[\s"',;)\]}-]|:(?![\da-f])|\.(?!\d))/gi;

/** Codes that stand out in a sentence without anything that announces them. */
const FAILURES = /^(?:421|45[0-25]|454|50[1-4]|521|523|53[0458]|55[0-6]|57[0-2])$/;

/** Replies of SMTP that are no failure; other numbers are more likely HTTP's, or an exit status. */
const SUCCESSES = /^(?:211|214|220|221|235|25[0-2]|334|354)$/;

/** What announces a reply, such as `said: `, `got code "`, `SMTPDataError: (`, `smtp_code=`, `Diagnostic-Code: smtp; `. */
const ANNOUNCED =
  /(?:said|says|replied|replies|responded|answered|returned|got|received|response|reply|code|status|server|message|smtp|lmtp|error|exception|failure|failed|rejected|refused|denied|login|auth|was|is|rc)["')]?\s*[:=;#>]{0,2}\s*["'([{<]*(?:b["'])?$/i;
/** The beginning of a line, also after a time, a direction such as `<<<` or `S:`, or a name in front of the message. */
const LINE_START =
  /(?:^|\n)\s*(?:\[?\d{4}-\d\d-\d\d[T ])?(?:\d\d:\d\d:\d\d(?:[.,]\d+)?\S*\s+)?(?:(?:[<>*=-]{1,4}|[SC<>]:|server(?: -> client)?:|remote:)\s*)*["'(]?$/i;
const AFTER_PUNCTUATION = /(?:[:;"'([{>]|=>|\|)\s*(?:b["'])?$/;

const NO_REPLY_BEFORE = [
  /\bport[\s:=#"']*$/i,
  /\bexpect\w*\W+(?:[a-z]+\W+){0,3}(?:\d{3}\W+(?:or\W+)?)*$/i, // the code that would have been right
  /\w\[$/, // a process ID
  /\bhttps?\b[\w/. ]*(?:status|code)?\W*$/i,
  /\bexit\w*(?: with)?(?: status| code)?\W*$/i,
  /\b(?:after|in|took|delay|size|pid|line|id|nrcpt|of)\W*$/i,
];
const NO_REPLY_AFTER =
  /^\s*(?:ms|s|sec|seconds?|bytes?|[kKMG]i?B|%|messages|mails|e-?mails|recipients)(?![\w])/;

interface Candidate {
  digits: string;
  /** What follows the digits. */
  after: string;
  isFailure: boolean;
  weight: number;
}

/** @returns the reply that tells most: a failure before a success, an announced one before any other */
export function findReply(log: string): FoundReply | undefined {
  const found = [...log.matchAll(DIGITS)].flatMap(match => candidate(log, match.index, match[1] ?? "") ?? []);
  const [best] = found.reverse().sort((a, b) => rank(b) - rank(a));
  return best && { code: Number(best.digits), text: textAfter(best.after, best.digits) };
}

function rank({ isFailure, weight }: Candidate): number {
  return (isFailure ? 10 : 0) + weight;
}

function candidate(log: string, at: number, digits: string): Candidate | undefined {
  const before = log.slice(Math.max(0, at - 80), at);
  const after = log.slice(at + digits.length);
  if (NO_REPLY_BEFORE.some(pattern => pattern.test(before)) || NO_REPLY_AFTER.test(after)) return undefined;
  const isFailure = /^[45]/.test(digits);
  if (!isFailure && !SUCCESSES.test(digits)) return undefined;
  const weight = weightOf(before, after, digits, at === 0 && after.trim() === "");
  return weight === 0 ? undefined : { digits, after, isFailure, weight };
}

function weightOf(before: string, after: string, digits: string, isAlone: boolean): number {
  const hasText = /^[ -]\s*\S/.test(after);
  if (isAlone) return 1;
  if (ANNOUNCED.test(before)) return hasText ? 5 : 4;
  if (LINE_START.test(before)) return hasText ? 3 : 0;
  if (AFTER_PUNCTUATION.test(before)) return hasText || /^[,)"']/.test(after) ? 2 : 0;
  return FAILURES.test(digits) && /^[ -](?:\d\.\d{1,3}\.\d{1,3}\b|[A-Z<])/.test(after) ? 1 : 0;
}

/** The rest of the line, and further lines of the same reply (`554-…`, `554 …`). */
function textAfter(after: string, digits: string): string {
  const lines = after.split(/\r?\n|\\r\\n|\\n/);
  const further = new RegExp(`^\\s*${digits}[ -]`);
  const count = lines.slice(1).findIndex(line => !further.test(line));
  const own = lines.slice(0, count < 0 ? lines.length : count + 1);
  return own
    .map(line => line.replace(further, "").replace(/^[\s"',:)-]+(?:b["'])?/, ""))
    .map(line => line.replace(/^[245]\.\d{1,3}\.\d{1,3}\s+/, "")) // RFC 2034
    .join(" ")
    .trim();
}
