/** RFC 2045, section 6.7: at most 76 characters a line, the soft line break included. */
const MAX_LINE = 76;
const [TAB, LF, CR, SPACE, EQUALS] = [0x09, 0x0a, 0x0d, 0x20, 0x3d];

/** Text as quoted-printable, with CRLF as its line ends. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(encodeLine)
    .join("\r\n");
}

function encodeLine(line: string): string {
  const bytes = Buffer.from(line);
  let encoded = "";
  let start = 0;
  for (const [at, byte] of bytes.entries()) {
    // A space at the end of a line may get lost on the way.
    const literal =
      (byte > SPACE && byte < 0x7f && byte !== EQUALS) ||
      ((byte === SPACE || byte === TAB) && at < bytes.length - 1);
    const next = literal ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (encoded.length - start + next.length > MAX_LINE - 1) {
      encoded += "=\r\n";
      start = encoded.length;
    }
    encoded += next;
  }
  return encoded;
}

/** Whether text can be sent as it is: ASCII without control characters, in lines of at most 76 characters. */
export function isSevenBit(text: string): boolean {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) length = 0;
    else if ((code < SPACE && code !== TAB) || code > 0x7e || ++length > MAX_LINE) return false;
  }
  return true;
}
