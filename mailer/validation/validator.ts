import type { Issue } from "./issue";

export type Fields = Readonly<Record<string, unknown>>;

/** A kind of value. */
export interface Shape {
  fits: (value: unknown) => boolean;
  /** The remedy for any other value, such as `must be a function`. */
  expected: string;
}

/** RFC 5322, section 2.1.1 allows 998 characters per line, and a value is folded at its spaces only. */
const MAX_UNBROKEN = 900;
/** No standard limits a header; receivers do. Encoding a longer one would also keep other messages waiting. */
const MAX_HEADER = 10_000;
const TOO_LONG = new RegExp(`[!-~]{${MAX_UNBROKEN + 1}}`);

/**
 * Checks values of unknown shape and collects the issues, so that all of them are reported at once. Everything that
 * reads input from outside reports through it: configurations, the environment, options and messages.
 */
export class Validator {
  readonly issues: Issue[] = [];

  /** @param nameOf how the reader knows a key: a variable's or option's name */
  constructor(private readonly nameOf: (key: string) => string = key => key) {}

  report(key: string, problem: string, remedy: string): void {
    this.issues.push({ key: this.nameOf(key), problem, remedy });
  }

  /** @returns whether the value has the shape. Quotes the value: not for secrets. */
  shape(key: string, value: unknown, { fits, expected }: Shape): boolean {
    if (fits(value)) return true;
    this.report(key, value === undefined ? "missing" : `got ${described(value)}`, expected);
    return false;
  }

  /** Any string; an object in its place could name a file that nodemailer would read. */
  string(key: string, value: unknown): value is string {
    if (typeof value === "string") return true;
    this.report(key, `got ${kindOf(value)}`, "must be a string");
    return false;
  }

  /** A string without line breaks. The value may be a secret pasted into the wrong field: never shown. */
  line(key: string, value: unknown): value is string {
    if (!this.string(key, value)) return false;
    if (!hasControlCharacter(value)) return true;
    this.report(key, "contains a line break or another control character", "remove it");
    return false;
  }

  /** A line that a message's header can carry. */
  headerLine(key: string, value: unknown): value is string {
    if (typeof value === "string" && value.length > MAX_HEADER) {
      this.report(key, `contains ${value.length} characters`, `shorten it to at most ${MAX_HEADER}`);
      return false;
    }
    if (!this.line(key, value)) return false;
    if (!TOO_LONG.test(value)) return true;
    this.report(
      key,
      `contains more than ${MAX_UNBROKEN} characters without a space`,
      "shorten it: no header line can carry it",
    );
    return false;
  }

  /** @returns the fields; {} for any other value */
  object(key: string, value: unknown): Fields {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
    this.report(key, `got ${kindOf(value)}`, "must be an object");
    return {};
  }

  /** A misspelled field would have no effect, and nobody would notice. */
  known(prefix: string, fields: Fields, known: readonly string[]): void {
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined && !known.includes(name))
        this.report(prefix + JSON.stringify(name), "unknown field", `expected ${known.join(", ")}`);
    }
  }
}

/** C0 controls and DEL: in a header or command they would start a new line, or end the text for some readers. */
export function hasControlCharacter(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(text);
}

const MAX_QUOTED = 100;

/** Text from outside, quoted and of bounded length. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}

function described(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  return typeof value === "number" ? String(value) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
