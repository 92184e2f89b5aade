import { Readable } from "node:stream";
import type { Fields, Validator } from "../validation/validator";
import type { Attachment } from "./types";

const FIELDS: readonly (keyof Attachment)[] = ["filename", "content", "path", "contentType", "cid"];

/** RFC 2045, section 5.1. A multipart would need parts, and the attachment would choose its boundary. */
const CONTENT_TYPE = /^(?!multipart\/)[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/i;

/** @param key such as `attachments[0]` */
export function checkAttachment(attachment: unknown, key: string, validator: Validator): void {
  if (typeof attachment !== "object" || attachment === null) {
    validator.report(key, "not an attachment", "must be an object with content or path");
    return;
  }
  const given = attachment as Fields;
  const { filename, content, path, contentType, cid } = given;
  validator.known(`${key}.`, given, FIELDS);
  for (const [field, value] of Object.entries({ filename, path })) {
    if (value !== undefined) validator.headerLine(`${key}.${field}`, value);
  }
  if (isHeaderLine(`${key}.contentType`, contentType, validator) && !CONTENT_TYPE.test(contentType))
    validator.report(`${key}.contentType`, "not a media type of one part", "use one such as text/csv");
  if (isHeaderLine(`${key}.cid`, cid, validator) && !/^[^\s<>]+$/.test(cid))
    validator.report(`${key}.cid`, "empty, or contains a space, < or >", "use letters and digits");
  if ((content === undefined) === (path === undefined))
    validator.report(
      key,
      content === undefined ? "no content" : "both content and path",
      "set either content or path",
    );
  else if (content !== undefined) checkContent(content, `${key}.content`, validator);
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
