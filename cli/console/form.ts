import type { Context } from "hono";
import type { ConsoleEnv } from "./environment";

/** The fields of a form that was posted, as texts. */
export class FormFields {
  private constructor(private readonly data: FormData) {}

  static async of(c: Context<ConsoleEnv>): Promise<FormFields> {
    return new FormFields(await c.req.formData());
  }

  /** Without spaces around it; empty if there is none. */
  text(name: string): string {
    return this.all(name)[0] ?? "";
  }

  /** Of fields with the same name, those that are not empty. */
  all(name: string): string[] {
    return this.data
      .getAll(name)
      .flatMap(value => (typeof value === "string" ? [value.trim()] : []))
      .filter(value => value !== "");
  }

  /** Of a text with several entries: one a line, or separated by commas or spaces, as addresses are. */
  list(name: string): string[] {
    return this.text(name)
      .split(/[\s,;]+/)
      .filter(entry => entry !== "");
  }

  /** What was left empty is left out. */
  given<Name extends string>(names: readonly Name[]): Partial<Record<Name, string>> {
    return Object.fromEntries(
      names.map(name => [name, this.text(name)] as const).filter(([, text]) => text !== ""),
    ) as Partial<Record<Name, string>>;
  }
}
