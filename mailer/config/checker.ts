import type { Fault } from "../errors/mailer-error";

type Fields = Readonly<Record<string, unknown>>;

/** Reads fields of unknown shape and collects what is wrong with them, so that all faults are told at once. */
export class Checker {
  readonly faults: Fault[] = [];

  constructor(
    private readonly fields: Fields,
    private readonly prefix = "",
  ) {}

  fault(key: string, message: string): void {
    this.faults.push({ key: this.prefix + key, message });
  }

  has(key: string): boolean {
    return this.fields[key] !== undefined;
  }

  /** A text of one line. @returns "" where it is at fault */
  text(key: string, what: string): string {
    const value = this.fields[key];
    if (value === undefined || value === "") this.fault(key, `is missing: give ${what}`);
    else if (typeof value !== "string") this.fault(key, `must be a text (${what})`);
    // The value may be a secret pasted into the wrong field: never shown.
    else if (hasControlCharacter(value)) this.fault(key, "holds a line break or another control character");
    else return value;
    return "";
  }

  optionalText(key: string, what: string): string | undefined {
    return this.has(key) ? this.text(key, what) : undefined;
  }

  multiline(key: string): string {
    const value = this.fields[key];
    return typeof value === "string" ? value : "";
  }

  port(key: string): number {
    const value = this.fields[key];
    if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536) return value;
    this.fault(
      key,
      `must be a port, 1 to 65535${value === undefined ? "" : `, and is ${JSON.stringify(value)}`}`,
    );
    return 0;
  }

  flag(key: string): boolean {
    const value = this.fields[key];
    if (typeof value !== "boolean") this.fault(key, "must be true or false");
    return value === true;
  }

  /** A group of fields of its own; undefined where it is absent or at fault. */
  group<Value>(key: string, read: (fields: Checker) => Value): Value | undefined {
    const value = this.fields[key];
    if (value === undefined) return undefined;
    if (typeof value !== "object" || value === null) {
      this.fault(key, "must be an object");
      return undefined;
    }
    const inner = new Checker(value as Fields, `${this.prefix}${key}.`);
    const result = read(inner);
    this.faults.push(...inner.faults);
    return result;
  }
}

/** C0 controls and DEL: in a header or command they would start a new line, or end the text for some readers. */
export function hasControlCharacter(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(text);
}
