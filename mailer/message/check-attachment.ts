import { Readable } from "node:stream";
import { rejectedExtension } from "../../records/ses-attachment-types";
import { parseMediaType } from "../mime/media-type";
import type { Fields, Validator } from "../validation/validator";
import type { Attachment } from "./types";

const FIELDS: readonly (keyof Attachment)[] = ["filename", "content", "path", "contentType", "cid"];

/** A scheme in front, as nodemailer would fetch or decode; a drive letter is none. */
const URL = /^(?:[a-z][a-z0-9+.-]*:\/\/|data:)/i;

/** For the angle brackets of Content-ID, and for a URL in HTML (RFC 2392). */
const CONTENT_ID = /^[!-;=?-~]{1,900}$/;

/** @param key such as `attachments[0]` */
export function checkAttachment(
  attachment: unknown,
  key: string,
  provider: "ses" | "smtp",
  validator: Validator,
): void {
  if (typeof attachment !== "object" || attachment === null) {
    validator.report(key, "not an attachment", "must be an object with content or path");
    return;
  }
  const given = attachment as Fields;
  const { content, path, contentType, cid } = given;
  validator.known(`${key}.`, given, FIELDS);
  checkNames(given, key, provider, validator);
  if (isHeaderLine(`${key}.contentType`, contentType, validator)) {
    const { type = "multipart/" } = parseMediaType(contentType) ?? {};
    // A multipart would need parts, and the attachment would choose its boundary.
    if (type.startsWith("multipart/"))
      validator.report(
        `${key}.contentType`,
        "not a media type of one part",
        "use one such as text/csv, and filename for the name",
      );
  }
  if (isHeaderLine(`${key}.cid`, cid, validator) && !CONTENT_ID.test(cid))
    validator.report(
      `${key}.cid`,
      "empty, or contains a space, < or >, or a character that is not ASCII",
      "use letters and digits",
    );
  if ((content === undefined) === (path === undefined))
    validator.report(
      key,
      content === undefined ? "no content" : "both content and path",
      "set either content or path",
    );
  else if (content !== undefined) checkContent(content, `${key}.content`, validator);
}

function checkNames(
  { filename, path, contentType }: Fields,
  key: string,
  provider: "ses" | "smtp",
  validator: Validator,
): void {
  if (isHeaderLine(`${key}.path`, path, validator) && URL.test(path))
    validator.report(
      `${key}.path`,
      "a URL",
      "use the path of a file on this machine; download anything else and pass it as content",
    );
  if (filename !== undefined) validator.headerLine(`${key}.filename`, filename);
  if (provider !== "ses") return;
  const type = typeof contentType === "string" ? parseMediaType(contentType) : undefined;
  const names = { filename: filename ?? basename(path), contentType: type?.parameters.find(isName)?.[1] };
  for (const [field, name] of Object.entries(names)) {
    const extension = typeof name === "string" ? rejectedExtension(name) : undefined;
    if (extension === undefined) continue;
    validator.report(
      `${key}.${field === "filename" && filename === undefined ? "path" : field}`,
      `SES rejects attachments of type .${extension}`,
      "send a link instead, or put it into an archive such as .zip",
    );
  }
}

function isName([name]: readonly [string, string]): boolean {
  return name === "name";
}

function basename(path: unknown): string | undefined {
  return typeof path === "string" ? path.split(/[/\\]/).pop() : undefined;
}

function isHeaderLine(key: string, value: unknown, validator: Validator): value is string {
  return value !== undefined && validator.headerLine(key, value);
}

function checkContent(content: unknown, key: string, validator: Validator): void {
  if (typeof content === "string" || content instanceof Uint8Array) return;
  if (!isStream(content))
    validator.report(key, "not content", "must be a string, bytes (Uint8Array) or a stream");
  else if (content instanceof Readable && (content.readableDidRead || content.destroyed))
    validator.report(key, "the stream was already read", "pass a new stream");
  else if (content instanceof ReadableStream && content.locked)
    validator.report(key, "the stream has another reader", "pass a new stream");
}

/** Node's streams, the web's, and any other async iterable. */
export function isStream(content: unknown): content is AsyncIterable<Uint8Array | string> {
  return typeof content === "object" && content !== null && Symbol.asyncIterator in content;
}
