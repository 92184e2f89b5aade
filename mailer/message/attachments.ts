import { detectExtension, detectMimeType } from "nodemailer/lib/mime-funcs";
import { AttachedNames } from "../content/attached-names";
import { ContentError } from "../content/content-error";
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

/**
 * @param stored the content of a stream, once it was read
 * @param index among the message's attachments
 * @throws ContentError where a file cannot be read, or SES would reject what an attached message has attached
 */
export async function storeAttachment(
  attachment: Attachment,
  stored: Content | undefined,
  index: number,
  provider: "ses" | "smtp",
): Promise<StoredAttachment> {
  const { filename, path, cid } = attachment;
  const content = stored ?? contentOf(attachment, index);
  const type = mediaTypeOf(attachment);
  const isMessage = type.type.startsWith("message/");
  const name = filename || (isMessage ? undefined : defaultName(path, type, index));
  const lines = isMessage ? await linesOfMessage(attachment, content, index, provider) : undefined;
  return { content, type, name, cid, lines };
}

async function linesOfMessage(
  { path }: Attachment,
  content: Content,
  index: number,
  provider: "ses" | "smtp",
): Promise<LineKind> {
  const names = new AttachedNames();
  const lines = await lineKindOf(content, provider === "ses" ? names : undefined);
  // What cannot be sent as a message is sent as a file, of which SES sees the name only.
  if (lines !== "never" && names.rejected !== undefined)
    throw new ContentError({
      key: `attachments[${index}].${path === undefined ? "content" : "path"}`,
      problem: `SES rejects attachments of type .${names.rejected}, and the attached message has one`,
      remedy: "remove it from that message, or put the message into an archive such as .zip",
    });
  return lines;
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
