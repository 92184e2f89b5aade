import { checkFileNames } from "./attachment-types";
import { type HeaderField, type HeaderSection, readHeaderSection, valueOf } from "./header-section";
import { type Parameters, parseContentType, parseDisposition } from "./mime-value";
import { InvalidMessage, reject } from "./rejection";

/** What a message consists of. */
export interface MimeShape {
  /** Parts of multiparts, at every level. */
  parts: number;
  /** How many multiparts stand in each other. */
  depth: number;
}

/** Local SES reads no more: this many take a second, in which nobody else is served. */
const MAX_PARTS = 500_000;

/** A multipart whose end has not been seen. */
interface OpenMultipart {
  /** `--boundary`; undefined until the first line that can be one, where the header has none. */
  delimiter: string | undefined;
  started: boolean;
  /** It is in an attached message, where only names count. */
  isAttached: boolean;
}

/**
 * Checks the MIME headers of a message and all its parts, and that each multipart has its boundary, as JavaMail does.
 * Reads the message once, whatever is nested in it: a delimiter of an outer multipart ends all inner ones.
 *
 * AWS documents that attachments of some types are rejected, without an exception for those of an attached message
 * (https://docs.aws.amazon.com/ses/latest/dg/mime-types.html). So names are checked in there as well; nothing else is,
 * as JavaMail does not read an attached message.
 *
 * @param fields the message's own header
 * @throws InvalidMessage with JavaMail's text
 */
export function checkMimeParts(
  message: Buffer,
  fields: readonly HeaderField[],
  bodyStart: number,
): MimeShape {
  const walk = new MimeWalk();
  for (let line = readBody(message, { fields, bodyStart }, walk); line < message.length;) {
    if (!walk.inMultipart) break;
    const start = nextDashes(message, line);
    if (start === undefined) break;
    const end = endOfLine(message, start);
    line = Math.min(end + 2, message.length);
    if (walk.startsPart(lineAt(message, start)))
      line = readBody(message, readHeaderSection(message, line), walk);
  }
  walk.finish();
  return walk.shape;
}

/** Begins a message or a part and, where it is an attached message, that message. @returns where its text begins */
function readBody(message: Buffer, entity: HeaderSection, walk: MimeWalk): number {
  let { bodyStart } = entity;
  let isMessage = walk.open(entity.fields);
  if (!isMessage) return bodyStart;
  // A delimiter ends the attached message, even within its header.
  const whole = message.subarray(0, walk.nextDelimiter(message, bodyStart));
  while (isMessage && bodyStart < whole.length) {
    const attached = readHeaderSection(whole, bodyStart);
    isMessage = walk.open(attached.fields, true);
    bodyStart = attached.bodyStart;
  }
  return bodyStart;
}

class MimeWalk {
  readonly shape: MimeShape = { parts: 0, depth: 0 };
  private readonly multiparts: OpenMultipart[] = [];
  /** The outermost multipart with each delimiter. */
  private readonly levels = new Map<string, number>();

  get inMultipart(): boolean {
    return this.multiparts.length > 0;
  }

  /**
   * The header of the message or of a part.
   *
   * @param isAttached the header is that of an attached message
   * @returns whether an attached message follows
   */
  open(fields: readonly HeaderField[], isAttached = this.multiparts.at(-1)?.isAttached ?? false): boolean {
    const read = isAttached ? ifReadable : <Value>(parse: () => Value) => parse();
    const content = read(() => parseContentType(valueOf(fields, "content-type") ?? "text/plain"));
    const dispositionField = valueOf(fields, "content-disposition");
    const disposition =
      dispositionField === undefined ? undefined : read(() => parseDisposition(dispositionField));
    const none: Parameters = new Map();
    const { type, parameters } = content ?? { type: "text/plain", parameters: none };
    checkFileNames(parameters, disposition?.parameters ?? none);
    if (!type.startsWith("multipart/")) return isMessage(type, valueOf(fields, "content-transfer-encoding"));
    const boundary = parameters.get("boundary");
    this.multiparts.push({ delimiter: undefined, started: false, isAttached });
    if (boundary !== undefined) this.setDelimiter(`--${boundary.trimEnd()}`);
    this.shape.depth = Math.max(this.shape.depth, this.multiparts.length);
    return false;
  }

  /** Where the next line begins that ends what is open; the message's length where there is none. */
  nextDelimiter(message: Buffer, from: number): number {
    for (let at: number | undefined = from; this.levels.size > 0;) {
      at = nextDashes(message, at);
      if (at === undefined) break;
      const line = lineAt(message, at);
      if (this.levels.has(line) || (line.endsWith("--") && this.levels.has(line.slice(0, -2)))) return at;
      at = Math.min(endOfLine(message, at) + 2, message.length);
    }
    return message.length;
  }

  /** @param line without whitespace at its end, beginning with two hyphens. @returns whether a part begins after it */
  startsPart(line: string): boolean {
    const innermost = this.multiparts.at(-1);
    const isDelimiter = this.levels.has(line);
    const isEnd = !isDelimiter && line.endsWith("--") && this.levels.has(line.slice(0, -2));
    if (!isDelimiter && !isEnd) {
      if (innermost?.delimiter !== undefined || line.length <= 2) return false;
      this.setDelimiter(line);
    }
    const level = this.levels.get(isEnd ? line.slice(0, -2) : line) ?? 0;
    this.closeAbove(level);
    const multipart = this.multiparts[level];
    if (multipart !== undefined) multipart.started = true;
    if (isEnd) this.closeAbove(level - 1);
    else if (++this.shape.parts > MAX_PARTS) reject("Too many MIME parts.");
    return !isEnd;
  }

  finish(): void {
    this.closeAbove(-1);
  }

  private setDelimiter(delimiter: string): void {
    const level = this.multiparts.length - 1;
    const multipart = this.multiparts[level];
    if (multipart !== undefined) multipart.delimiter = delimiter;
    if (!this.levels.has(delimiter)) this.levels.set(delimiter, level);
  }

  private closeAbove(level: number): void {
    while (this.multiparts.length > level + 1) {
      const { delimiter, started, isAttached } = this.multiparts.pop() ?? CLOSED;
      if (!started && !isAttached) reject("Missing start boundary");
      if (delimiter !== undefined && this.levels.get(delimiter) === this.multiparts.length) {
        this.levels.delete(delimiter);
      }
    }
  }
}

const CLOSED: OpenMultipart = { delimiter: undefined, started: true, isAttached: false };

/** RFC 2046, section 5.2.1, and RFC 6532: they are never encoded. */
function isMessage(type: string, encoding = "7bit"): boolean {
  return /^message\/(?:rfc822|global)$/.test(type) && /^(?:7bit|8bit|binary)$/i.test(encoding);
}

function ifReadable<Value>(parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidMessage) return undefined;
    throw error;
  }
}

const HYPHEN = 0x2d;

/** The next line that begins with two hyphens, from the line that begins at `line`. */
function nextDashes(message: Buffer, line: number): number | undefined {
  if (message[line] === HYPHEN && message[line + 1] === HYPHEN) return line;
  const found = message.indexOf("\r\n--", line);
  return found === -1 ? undefined : found + 2;
}

/** The line that begins at `start`, without whitespace at its end. */
function lineAt(message: Buffer, start: number): string {
  return message.toString("utf8", start, endOfLine(message, start)).trimEnd();
}

function endOfLine(message: Buffer, start: number): number {
  const end = message.indexOf("\r\n", start);
  return end === -1 ? message.length : end;
}
