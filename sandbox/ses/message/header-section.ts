import { reject } from "./rejection";

/** SES has a limit too, with this text, which is not public; mail clients write a few kB. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** A field of a header section. */
export interface HeaderField {
  /** The name in lowercase. */
  key: string;
  name: string;
  /** Unfolded (RFC 5322, section 2.2.3), without whitespace around it. */
  value: string;
}

export interface HeaderSection {
  fields: readonly HeaderField[];
  /** Where the body begins. */
  bodyStart: number;
}

/**
 * Reads the lines from `start` up to the first empty one, or to the end of the message. Lines end in CRLF.
 * @throws InvalidMessage
 */
export function readHeaderSection(message: Buffer, start: number): HeaderSection {
  if (message.indexOf("\r\n", start) === start) return { fields: [], bodyStart: start + 2 };
  const empty = message.indexOf("\r\n\r\n", start);
  const end = empty === -1 ? message.length : empty;
  if (end - start > MAX_HEADER_BYTES) reject("Header section too long.");
  const lines = message
    .toString("utf8", start, end)
    .replace(/\r\n(?=[ \t])/g, "")
    .split("\r\n");
  return { fields: lines.flatMap(readField), bodyStart: Math.min(end + 4, message.length) };
}

/** The value of the first field of this name. @param key in lowercase */
export function valueOf(fields: readonly HeaderField[], key: string): string | undefined {
  return fields.find(field => field.key === key)?.value;
}

/** A line without a colon is ignored. */
function readField(line: string): HeaderField[] {
  const [, name, value = ""] = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line) ?? [];
  return name === undefined ? [] : [{ key: name.toLowerCase(), name, value: value.trim() }];
}
