import { type Content, MemoryContent } from "../content/content";
import type { LineKind } from "../content/lines";
import { base64Lines } from "./base64";
import { field } from "./fields";
import { parameterField, type Parameters } from "./parameters";
import { isSevenBit, quotedPrintable } from "./quoted-printable";

/** A message's body, or a part of it. */
export type Part = Leaf | Multipart;

export interface Leaf {
  /** The fields of its header. */
  fields: readonly string[];
  /** As it is sent; large content is encoded while it is. */
  body: string | Large;
}

/** `lines`: sent as it is. */
export type Large =
  { content: Content; encoding: "base64" } | { content: Content; encoding: "lines"; lines: LineKind };

export interface Multipart {
  subtype: "mixed" | "alternative" | "related";
  children: readonly Part[];
}

/** From here on, text is encoded while it is sent: all at once would keep every other message waiting. */
const MIN_LARGE_LENGTH = 64 * 1024;

/** A part of text, encoded as little as possible. RFC 2046, section 4.1.1: its lines end with CRLF. */
export function textPart(type: string, parameters: Parameters, text: string): Leaf {
  const utf8: Parameters = [["charset", "utf-8"], ...parameters.filter(([name]) => name !== "charset")];
  const fields = (encoding: Encoding) => [
    parameterField("Content-Type", type, utf8),
    encodingField(encoding),
  ];
  const lines = text.replace(/\r\n|\r|\n/g, "\r\n");
  if (isSevenBit(lines)) return { fields: fields("7bit"), body: lines };
  if (lines.length > MIN_LARGE_LENGTH)
    return { fields: fields("base64"), body: { content: MemoryContent.of(lines), encoding: "base64" } };
  if (isMostlyLatin(lines)) return { fields: fields("quoted-printable"), body: quotedPrintable(lines) };
  return { fields: fields("base64"), body: base64Lines(Buffer.from(lines)) };
}

type Encoding = "7bit" | "8bit" | "quoted-printable" | "base64";

export function encodingField(encoding: Encoding): string {
  return field("Content-Transfer-Encoding", [encoding]);
}

/** Of one part alone, itself. */
export function multipart(subtype: Multipart["subtype"], children: readonly Part[]): Part {
  const [only] = children;
  return children.length === 1 && only !== undefined ? only : { subtype, children };
}

/** Whether quoted-printable is shorter than base64, and readable: three characters for each byte that is not ASCII. */
function isMostlyLatin(text: string): boolean {
  let [latin, other] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0x7e) other++;
    else latin++;
  }
  return latin > other * 2;
}
