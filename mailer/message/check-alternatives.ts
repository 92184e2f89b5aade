import { parseMediaType } from "../mime/media-type";
import type { Validator } from "../validation/validator";
import type { Alternative, CalendarEvent } from "./types";

/** RFC 5546, section 1.4. */
const METHODS = ["PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"];

/** A calendar event with its method. */
export type CheckedEvent = CalendarEvent & { method: string };

/** @returns the event; undefined where there is none or it is invalid */
export function checkCalendarEvent(input: unknown, validator: Validator): CheckedEvent | undefined {
  if (input === undefined) return undefined;
  const given = typeof input === "string" ? { content: input } : validator.object("icalEvent", input);
  const { content, method, filename } = given as Record<string, unknown>;
  validator.known("icalEvent.", given, ["content", "method", "filename"]);
  if (filename !== undefined) validator.headerLine("icalEvent.filename", filename);
  if (!validator.string("icalEvent.content", content)) return undefined;
  if (!/^\ufeff?\s*BEGIN:VCALENDAR\s/i.test(content)) {
    validator.report("icalEvent.content", "not a calendar", "must begin with BEGIN:VCALENDAR (RFC 5545)");
    return undefined;
  }
  const own = /^METHOD:[ \t]*([A-Za-z]+)/im.exec(content)?.[1]?.toUpperCase();
  const asked = typeof method === "string" ? method.toUpperCase() : undefined;
  if (method !== undefined && (asked === undefined || !METHODS.includes(asked))) {
    validator.report("icalEvent.method", "not a method of a calendar event", `must be ${METHODS.join(", ")}`);
    return undefined;
  }
  // RFC 6047, section 2.4: both must be the same, or a mail client shows no invitation.
  if (asked !== undefined && own !== undefined && asked !== own)
    validator.report("icalEvent.method", `${asked}, but the calendar has METHOD:${own}`, "use the same");
  return {
    content,
    method: asked ?? own ?? "PUBLISH",
    ...(typeof filename === "string" && { filename }),
  };
}

/** @returns a snapshot of those that are valid */
export function checkAlternatives(input: unknown, validator: Validator): Alternative[] {
  if (input === undefined) return [];
  if (!Array.isArray(input)) {
    validator.report("alternatives", "not an array", "must be an array of { contentType, content }");
    return [];
  }
  return input.flatMap((one: unknown, index) => {
    const key = `alternatives[${index}]`;
    const given = validator.object(key, one);
    const { contentType, content } = given;
    validator.known(`${key}.`, given, ["contentType", "content"]);
    const hasType = validator.headerLine(`${key}.contentType`, contentType);
    const { type = "multipart/" } = (hasType && parseMediaType(contentType)) || {};
    if (hasType && /^(multipart|message)\//.test(type))
      validator.report(
        `${key}.contentType`,
        "not a media type of one part",
        "use one such as text/x-amp-html",
      );
    if (typeof content === "string" || content instanceof Uint8Array)
      return [{ contentType: String(contentType), content }];
    validator.report(`${key}.content`, "not content", "must be a string or bytes (Uint8Array)");
    return [];
  });
}
