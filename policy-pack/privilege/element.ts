import { UNKNOWN } from "../resource/plain";

/** An element of a statement. However its name is written: what reads past a spelling would let it pass. */
export function field(holder: Record<string, unknown>, name: string): unknown {
  const key = Object.keys(holder).find(own => own.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : holder[key];
}

/** One text or several, in lists however deep; what is not known yet is left out. */
export function words(value: unknown): string[] {
  return flat(value).filter(item => typeof item === "string");
}

/** Whether nothing but text stands there, as far as it is known. */
export function isWords(value: unknown): boolean {
  return flat(value).every(item => item === undefined || item === UNKNOWN || typeof item === "string");
}

function flat(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flat(Infinity) : [value];
}
