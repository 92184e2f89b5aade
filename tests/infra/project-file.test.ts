import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { schema } from "../../infra/settings";

interface Entry {
  type?: string;
  default?: string;
  description?: string;
}

/** The `config` section, which has one form: a key, and its fields on a line each. */
function configOf(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let entry: Entry = {};
  for (const line of text.slice(text.indexOf("\nconfig:\n") + "\nconfig:\n".length).split("\n")) {
    const key = /^ {2}ses-smtp:(\w+):$/.exec(line)?.[1];
    const [, field, value] = /^ {4}(type|default|description): (.+)$/.exec(line) ?? [];
    if (key !== undefined) entries.set(key, (entry = {}));
    else if (field !== undefined)
      entry[field as keyof Entry] = value === '""' ? "" : String(value).replace(/^"(.+)"$/, "$1");
    else if (!/^$|^ {4}items:$|^ {6}type: string$/.test(line))
      throw new Error(`Pulumi.yaml: unexpected line: ${line}`);
  }
  return entries;
}

/** What the schema makes of a setting that is not set: its default, or undefined; "required" if it is rejected. */
function defaultOf(key: keyof typeof schema.shape): string {
  const result = schema.shape[key].safeParse(undefined);
  if (!result.success) return "required";
  if (typeof result.data === "string") return result.data;
  return result.data === undefined ? "" : JSON.stringify(result.data);
}

describe("Pulumi.yaml", () => {
  const config = configOf(readFileSync(path.join(__dirname, "../../Pulumi.yaml"), "utf8"));
  const keys = Object.keys(schema.shape) as (keyof typeof schema.shape)[];

  it("describes exactly the settings that the program reads", () => {
    expect([...config.keys()].sort()).to.deep.equal([...keys].sort());
  });

  for (const key of keys) {
    it(`gives ${key} the program's default, a type and a description`, () => {
      const { type, description = "", default: given = "required" } = config.get(key) ?? {};
      expect(given).to.equal(defaultOf(key));
      expect(type).to.be.oneOf(["string", "boolean", "integer", "array"]);
      expect(description).to.match(/^\S.{15,}\.$/);
      expect(/Required\.$/.test(description), "says that it is required").to.equal(given === "required");
      expect(/\bEmpty\b/.test(description), "says what empty means").to.equal(given === "");
    });
  }
});
