import type { Parameters } from "./parameters";

/** A parsed Content-Type. */
export interface MediaType {
  /** In lower case, such as `text/csv`. */
  type: string;
  /** Their names in lower case. */
  parameters: Parameters;
}

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;
/** A parameter's name; `*` would be RFC 2231's own syntax. */
const NAME = /^[\w!#$&^.+-]+$/;

/**
 * Reads a Content-Type (RFC 2045, section 5.1): a type, and parameters with values of any text, in quotes where they
 * contain a space or semicolon.
 *
 * @returns undefined where it is not one, or has a parameter twice
 */
export function parseMediaType(text: string): MediaType | undefined {
  const [type = "", ...rest] = splitOutsideQuotes(text);
  if (!TYPE.test(type.trim())) return undefined;
  const parameters = new Map<string, string>();
  for (const part of rest.map(one => one.trim()).filter(one => one !== "")) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    const key = name.trim().toLowerCase();
    const unquoted = valueOf(value.trim());
    if (!NAME.test(key) || unquoted === undefined || parameters.has(key)) return undefined;
    parameters.set(key, unquoted);
  }
  return { type: type.trim().toLowerCase(), parameters: [...parameters] };
}

function valueOf(text: string): string | undefined {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/s.exec(text) ?? [];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gs, "$1");
  return /^[^\s"\\]+$/.test(text) ? text : undefined;
}

function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let inQuotes = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (inQuotes && character === "\\") at++;
    else if (character === '"') inQuotes = !inQuotes;
    else if (character === ";" && !inQuotes) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
