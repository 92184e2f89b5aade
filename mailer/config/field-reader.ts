import type { Fields, Shape, Validator } from "../validation/validator";

const PORT: Shape = {
  fits: value => typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536,
  expected: "must be a port number from 1 to 65535",
};

/** Reads the fields of one group of a configuration; the issues go to the validator. */
export class FieldReader {
  constructor(
    private readonly fields: Fields,
    private readonly validator: Validator,
    private readonly prefix = "",
  ) {}

  report(key: string, problem: string, remedy: string): void {
    this.validator.report(this.prefix + key, problem, remedy);
  }

  has(key: string): boolean {
    return this.fields[key] !== undefined;
  }

  /** One line of text. @param what the missing value in words @returns "" where it is invalid */
  text(key: string, what: string): string {
    const value = this.fields[key];
    if (value === undefined || value === "") this.report(key, "missing", `set ${what}`);
    else if (this.validator.line(this.prefix + key, value)) return value;
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
    return this.validator.shape(this.prefix + key, value, PORT) ? (value as number) : 0;
  }

  flag(key: string): boolean {
    const value = this.fields[key];
    // Not quoted, unlike a port: a text here may be anything.
    if (typeof value !== "boolean")
      this.report(key, value === undefined ? "missing" : "not a boolean", "must be true or false");
    return value === true;
  }

  /** A nested group of fields; undefined where it is absent or not an object. */
  group<Value>(key: string, read: (fields: FieldReader) => Value): Value | undefined {
    const value = this.fields[key];
    if (value === undefined) return undefined;
    if (typeof value !== "object" || value === null) {
      this.validator.object(this.prefix + key, value);
      return undefined;
    }
    return read(new FieldReader(value as Fields, this.validator, `${this.prefix}${key}.`));
  }
}
