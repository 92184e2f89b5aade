import { Readable } from "node:stream";
import type { MessageFaults } from "./faults";
import type { Attachment } from "./types";

const FIELDS: readonly (keyof Attachment)[] = ["filename", "content", "path", "contentType", "cid"];

/** RFC 2045, section 5.1. A multipart would need parts, and its boundary would be the attachment's to choose. */
const CONTENT_TYPE = /^(?!multipart\/)[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/i;

/** @param key such as `attachments[0]` */
export function checkAttachment(attachment: unknown, key: string, faults: MessageFaults): void {
  if (typeof attachment !== "object" || attachment === null) {
    faults.add(key, "must be an object with content or path");
    return;
  }
  const given = attachment as Readonly<Record<string, unknown>>;
  const { filename, content, path, contentType, cid } = given;
  faults.known(`${key}.`, given, FIELDS);
  for (const [field, value] of Object.entries({ filename, path })) {
    if (value !== undefined) faults.line(`${key}.${field}`, value);
  }
  checkShape(`${key}.contentType`, contentType, CONTENT_TYPE, "must be a type such as text/csv", faults);
  checkShape(`${key}.cid`, cid, /^[^\s<>]+$/, "may hold no space, < or >", faults);
  if ((content === undefined) === (path === undefined)) faults.add(key, "needs either content or path");
  else if (content !== undefined) checkContent(content, `${key}.content`, faults);
}

function checkShape(
  key: string,
  value: unknown,
  shape: RegExp,
  message: string,
  faults: MessageFaults,
): void {
  if (value !== undefined && faults.line(key, value) && !shape.test(value)) faults.add(key, message);
}

function checkContent(content: unknown, key: string, faults: MessageFaults): void {
  if (typeof content === "string" || content instanceof Uint8Array) return;
  if (!isStream(content)) faults.add(key, "must be a text, bytes (Uint8Array) or a stream");
  else if (content instanceof Readable && (content.readableDidRead || content.destroyed))
    faults.add(key, "the stream was read before: give a new one");
  else if (content instanceof ReadableStream && content.locked)
    faults.add(key, "the stream is being read by another: give a new one");
}

/** Node's streams, the web's, and whatever else gives its pieces one after another. */
export function isStream(content: unknown): content is AsyncIterable<Uint8Array | string> {
  return typeof content === "object" && content !== null && Symbol.asyncIterator in content;
}
