import { rejectedExtension } from "../../records/ses-attachment-types";

/** Of a header field; names are far shorter. */
const MAX_FIELD = 10_000;

/**
 * Reads an attached message piece by piece, and finds an attachment in it that SES rejects by its type. AWS's list
 * (https://docs.aws.amazon.com/ses/latest/dg/mime-types.html) makes no exception for attached messages. A name that is
 * written as an encoded word is left to SES.
 */
export class AttachedNames {
  /** The extension of the first one, such as `exe`. */
  rejected: string | undefined;
  private line = "";
  private readonly delimiters: string[] = [];
  /** The fields of the header that is being read; undefined within a text. */
  private header: string[] | undefined = [];

  add(piece: Uint8Array): void {
    const lines = (this.line + Buffer.from(piece).toString("latin1")).split("\n");
    this.line = (lines.pop() ?? "").slice(0, MAX_FIELD);
    for (const line of lines) this.read(line.replace(/\r$/, ""));
  }

  end(): void {
    this.read(this.line);
    this.endHeader();
  }

  private read(line: string): void {
    if (line.startsWith("--") && this.readDelimiter(line.trimEnd())) return;
    if (this.header === undefined) return;
    if (line === "") this.endHeader();
    else if (/^[ \t]/.test(line)) this.header.push(`${this.header.pop() ?? ""}${line}`.slice(0, MAX_FIELD));
    else this.header.push(line);
  }

  /** A delimiter of an outer multipart ends all inner ones, and any header. */
  private readDelimiter(line: string): boolean {
    const level = this.delimiters.indexOf(line);
    const ended = level === -1 && line.endsWith("--") ? this.delimiters.indexOf(line.slice(0, -2)) : -1;
    if (level === -1 && ended === -1) return false;
    this.endHeader();
    this.delimiters.length = level === -1 ? ended : level + 1;
    this.header = level === -1 ? undefined : [];
    return true;
  }

  private endHeader(): void {
    const fields = this.header ?? [];
    this.header = undefined;
    const type = valueOf(fields, "content-type");
    for (const name of [type, valueOf(fields, "content-disposition")].flatMap(fileNames))
      this.rejected ??= rejectedExtension(name);
    if (/^multipart\//i.test(type)) {
      const boundary = parametersOf(type).get("boundary");
      if (boundary !== undefined) this.delimiters.push(`--${boundary.trimEnd()}`);
    } else if (/^message\/(?:rfc822|global)\b/i.test(type)) {
      // RFC 2046, section 5.2.1: never encoded.
      if (!/^(?:base64|quoted-printable)/i.test(valueOf(fields, "content-transfer-encoding")))
        this.header = [];
    }
  }
}

function valueOf(fields: readonly string[], name: string): string {
  const field = fields.find(one => one.toLowerCase().startsWith(`${name}:`));
  return field === undefined ? "" : field.slice(name.length + 1).trim();
}

/** `filename="…"`, or in the forms of RFC 2231: `filename*=charset''…`, `filename*0=…`. */
function fileNames(value: string): string[] {
  const parameters = [...parametersOf(value)];
  return ["filename", "name"].map(name =>
    parameters
      .filter(([key]) => key === name || key.startsWith(`${name}*`))
      .map(([key, text]) => (key.endsWith("*") ? decoded(text) : text))
      .join(""),
  );
}

function parametersOf(value: string): Map<string, string> {
  const found = value.matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g);
  return new Map(
    [...found].map(([, key = "", quoted, plain = ""]) => [
      key.toLowerCase(),
      quoted?.replace(/\\(.)/g, "$1") ?? plain,
    ]),
  );
}

/** The charset does not matter: extensions are ASCII. */
function decoded(text: string): string {
  const encoded = text.replace(/^[^']*'[^']*'/, "");
  return encoded.replace(/%([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
