import { isObject } from "../resource/path";
import { UNKNOWN } from "../resource/plain";

/**
 * The first key an object has twice, compared without case: which one wins depends on the parser, so neither can be
 * trusted. Objects that came as text must be checked as text (`duplicateInText`): parsing drops the first.
 */
export function spelledTwice(value: unknown): string | undefined {
  if (Array.isArray(value)) return firstOf(value, spelledTwice);
  if (!isObject(value)) return undefined;
  const seen = new Set<string>();
  for (const key of Object.keys(value)) {
    if (seen.has(fold(key))) return key;
    seen.add(fold(key));
  }
  return firstOf(Object.values(value), spelledTwice);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The same for valid JSON text, in one pass over its tokens. Escapes such as `\u0041` are resolved. */
export function duplicateInText(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let previous = "";
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const key = JSON.parse(previous) as string;
      const keys = open.at(-1);
      if (keys?.has(fold(key)) === true) return key;
      keys?.add(fold(key));
    }
    previous = token;
  }
  return undefined;
}

/** Upper case first: "ſ" and "K" (the Kelvin sign) are letters of other keys in one of the cases only. */
function fold(key: string): string {
  return key.normalize("NFKC").toUpperCase().toLowerCase().trim();
}

function firstOf<T>(values: readonly T[], find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One string or several, in lists of any depth; unknown values are omitted. */
export function words(value: unknown): string[] {
  return flat(value).filter(item => typeof item === "string");
}

/** Whether there is only text, as far as known. */
export function isText(value: unknown): boolean {
  return flat(value).every(item => item === undefined || item === UNKNOWN || typeof item === "string");
}

function flat(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flat(Infinity) : [value];
}
