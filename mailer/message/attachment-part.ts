import { MemoryContent } from "../content/content";
import { base64Lines } from "../mime/base64";
import { field } from "../mime/fields";
import { parseMediaType } from "../mime/media-type";
import { parameterField, type Parameters } from "../mime/parameters";
import { encodingField, type Leaf, textPart } from "../mime/part";
import type { StoredAttachment } from "./attachments";
import type { Alternative } from "./types";

/** Smaller content is encoded at once. */
const MIN_LARGE_BYTES = 64 * 1024;

/** Whether an attachment is an attached message in 8-bit, which 8BITMIME allows to be sent as it is. */
export function isEightBit({ lines }: StoredAttachment): boolean {
  return lines === "8bit";
}

/** @param eightBit whether the server offers 8BITMIME */
export function attachmentPart(attachment: StoredAttachment, eightBit: boolean): Leaf {
  const { content, type, name, cid, lines } = attachment;
  const isImage = cid !== undefined && type.type.startsWith("image/");
  if (lines !== undefined && (lines === "7bit" || (lines === "8bit" && eightBit))) {
    const fields = fieldsOf(type.type, type.parameters, name, lines, cid);
    return { fields: [...fields, disposition("inline", name)], body: { content, encoding: "lines", lines } };
  }
  // RFC 2046, section 5.2.1: a message cannot be encoded. As a file, it arrives unchanged.
  const asFile = lines === undefined ? attachment : { type: OCTETS, name: name ?? "message.eml" };
  const { type: sent, name: called } = asFile;
  const fields = fieldsOf(sent.type, sent.parameters, called, "base64", cid);
  return {
    fields: [...fields, disposition(isImage ? "inline" : "attachment", called)],
    body:
      content instanceof MemoryContent && content.size <= MIN_LARGE_BYTES
        ? base64Lines(content.whole())
        : { content, encoding: "base64" },
  };
}

const OCTETS = { type: "application/octet-stream", parameters: [] };

/** The event as a file, as most calendar programs open it. */
export function calendarAttachment(event: string, name: string): Leaf {
  const fields = fieldsOf("application/ics", [], name, "base64", undefined);
  return { fields: [...fields, disposition("attachment", name)], body: base64Lines(Buffer.from(event)) };
}

/** @param alternative a checked one */
export function alternativePart({ contentType, content }: Alternative): Leaf {
  const { type, parameters } = parseMediaType(contentType) ?? OCTETS;
  if (typeof content === "string" && type.startsWith("text/")) return textPart(type, parameters, content);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return { fields: fieldsOf(type, parameters, undefined, "base64", undefined), body: base64Lines(bytes) };
}

function fieldsOf(
  type: string,
  parameters: Parameters,
  name: string | undefined,
  encoding: "7bit" | "8bit" | "base64",
  cid: string | undefined,
): string[] {
  const others = parameters.filter(([key]) => name === undefined || key !== "name");
  return [
    parameterField("Content-Type", type, name === undefined ? others : [...others, ["name", name]]),
    encodingField(encoding),
    ...(cid === undefined ? [] : [field("Content-ID", [`<${cid}>`])]),
  ];
}

function disposition(kind: "inline" | "attachment", name: string | undefined): string {
  return parameterField("Content-Disposition", kind, name === undefined ? [] : [["filename", name]]);
}
