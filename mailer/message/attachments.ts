import { detectExtension, detectMimeType } from "nodemailer/lib/mime-funcs";
import { type Content, FileContent, MemoryContent } from "../content/content";
import { type LineKind, lineKindOf } from "../content/lines";
import { type MediaType, parseMediaType } from "../mime/media-type";
import type { Attachment } from "./types";

/** An attachment as it is sent, with its content where it can be read more than once. */
export interface StoredAttachment {
  content: Content;
  type: MediaType;
  /** Attached messages may have none. */
  name: string | undefined;
  cid: string | undefined;
  /** How an attached message (`message/…`) may be sent; undefined for any other attachment. */
  lines: LineKind | undefined;
}

/** @param stored the content of a stream, once it was read @param index among the message's attachments */
export async function storeAttachment(
  attachment: Attachment,
  stored: Content | undefined,
  index: number,
): Promise<StoredAttachment> {
  const { filename, path, cid } = attachment;
  const content = stored ?? contentOf(attachment, index);
  const type = mediaTypeOf(attachment);
  const isMessage = type.type.startsWith("message/");
  const name = filename || (isMessage ? undefined : defaultName(path, type, index));
  return { content, type, name, cid, lines: isMessage ? await lineKindOf(content) : undefined };
}

function contentOf({ content, path = "" }: Attachment, index: number): Content {
  if (typeof content === "string" || content instanceof Uint8Array) return MemoryContent.of(content);
  return new FileContent(path, `attachments[${index}].path`);
}

function mediaTypeOf({ contentType, filename, path, content }: Attachment): MediaType {
  const given = parseMediaType(contentType ?? "");
  const detected = detectMimeType(filename ?? path ?? "bin");
  // nodemailer's table has multipart/x-gzip, which is no multipart.
  const guessed = detected.startsWith("multipart/") ? "application/octet-stream" : detected;
  const { type, parameters } = given ?? { type: guessed, parameters: [] };
  // A string is sent as UTF-8, whatever its type says.
  const isText = typeof content === "string" && type.startsWith("text/");
  const others = parameters.filter(([name]) => name !== "charset");
  return { type, parameters: isText ? [...others, ["charset", "utf-8"]] : parameters };
}

function defaultName(path: string | undefined, { type }: MediaType, index: number): string {
  // A backslash separates as well: a path's folders are nobody's business.
  const name = path?.split(/[/\\]/).pop() || `attachment-${index + 1}`;
  if (name.includes(".")) return name;
  const extension = detectExtension(type);
  return `${name}.${/^\w+$/.test(extension) ? extension : "bin"}`; // nodemailer's table has `*`
}
