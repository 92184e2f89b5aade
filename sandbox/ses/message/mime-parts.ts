import { checkFileNames } from "./attachment-types";
import { type HeaderField, readHeaderSection, valueOf } from "./header-section";
import { parseContentType, parseDisposition } from "./mime-value";
import { reject } from "./rejection";

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
}

/**
 * Checks the MIME headers of a message and all its parts, and that each multipart has its boundary, as JavaMail does.
 * Reads the message once, whatever is nested in it: a delimiter of an outer multipart ends all inner ones.
 *
 * @param fields the message's own header
 * @throws InvalidMessage with JavaMail's text
 */
export function checkMimeParts(
  message: Buffer,
  fields: readonly HeaderField[],
  bodyStart: number,
): MimeShape {
  const walk = new MimeWalk(fields);
  for (let line = bodyStart; line < message.length;) {
    if (!walk.inMultipart) break;
    const start = nextDashes(message, line);
    if (start === undefined) break;
    const end = endOfLine(message, start);
    line = Math.min(end + 2, message.length);
    if (walk.startsPart(message.toString("utf8", start, end).trimEnd())) {
      const section = readHeaderSection(message, line);
      walk.open(section.fields);
      line = section.bodyStart;
    }
  }
  walk.finish();
  return walk.shape;
}

class MimeWalk {
  readonly shape: MimeShape = { parts: 0, depth: 0 };
  private readonly multiparts: OpenMultipart[] = [];
  /** The outermost multipart with each delimiter. */
  private readonly levels = new Map<string, number>();

  constructor(fields: readonly HeaderField[]) {
    this.open(fields);
  }

  get inMultipart(): boolean {
    return this.multiparts.length > 0;
  }

  /** The header of the message or of a part. */
  open(fields: readonly HeaderField[]): void {
    const content = parseContentType(valueOf(fields, "content-type") ?? "text/plain");
    const dispositionField = valueOf(fields, "content-disposition");
    const disposition = dispositionField === undefined ? undefined : parseDisposition(dispositionField);
    checkFileNames(content.parameters, disposition?.parameters ?? new Map());
    if (!content.type.startsWith("multipart/")) return;
    const boundary = content.parameters.get("boundary");
    this.multiparts.push({ delimiter: undefined, started: false });
    if (boundary !== undefined) this.setDelimiter(`--${boundary.trimEnd()}`);
    this.shape.depth = Math.max(this.shape.depth, this.multiparts.length);
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
      const { delimiter, started } = this.multiparts.pop() ?? { delimiter: undefined, started: true };
      if (!started) reject("Missing start boundary");
      if (delimiter !== undefined && this.levels.get(delimiter) === this.multiparts.length) {
        this.levels.delete(delimiter);
      }
    }
  }
}

const HYPHEN = 0x2d;

/** The next line that begins with two hyphens, from the line that begins at `line`. */
function nextDashes(message: Buffer, line: number): number | undefined {
  if (message[line] === HYPHEN && message[line + 1] === HYPHEN) return line;
  const found = message.indexOf("\r\n--", line);
  return found === -1 ? undefined : found + 2;
}

function endOfLine(message: Buffer, start: number): number {
  const end = message.indexOf("\r\n", start);
  return end === -1 ? message.length : end;
}
