/** Reads parsed JSON whose shape is not guaranteed: everything that has another type counts as missing. */

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/**
 * ISO 8601 in UTC, whatever its offset and precision were; a time without an offset is in UTC.
 *
 * @returns undefined also for years that have not four digits: keys and their order are made of these texts
 */
export function time(value: unknown): string | undefined {
  const milliseconds = Date.parse((text(value) ?? "").replace(WITHOUT_OFFSET, "$1T$2Z"));
  const iso = Number.isNaN(milliseconds) ? "" : new Date(milliseconds).toISOString();
  return /^\d{4}-/.test(iso) ? iso : undefined;
}

const WITHOUT_OFFSET = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$/;

/** @returns undefined if there is no address in it */
export function address(value: unknown): string | undefined {
  const [, bracketed] = /<([^<>]*)>[^<>]*$/.exec(text(value) ?? "") ?? [];
  const bare = (bracketed ?? text(value) ?? "").replace(/^rfc822;/i, "").trim();
  return bare.includes("@") ? bare : undefined;
}

/** Cuts texts of other mail servers, which can be of any length. */
export function shortened(value: string | undefined, length: number): string | undefined {
  return value !== undefined && value.length > length ? `${value.slice(0, length - 1)}…` : value;
}
