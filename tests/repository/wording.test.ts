import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { AVOIDED, avoidedIn, REGISTRY_HOSTS } from "../support/repository/wording";

const ROOT = path.resolve(__dirname, "../..");

/** Folders without committed text. */
const SKIPPED = new Set(["node_modules", ".git", ".bundle", ".sandbox", "dist"]);

/** The list of avoided wordings contains them all. */
const LIST = "tests/support/repository/wording.ts";

/** This test quotes some. */
const SELF = "tests/repository/wording.test.ts";

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(name);
    return entry.isFile() && name !== LIST && name !== SELF ? [name] : [];
  });
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8");
}

describe("the project's texts", () => {
  const files = filesBelow("");
  const prose = files.filter(file => /\.(ts|md|yaml|py)$/.test(file));

  it("are found", () => {
    expect(prose).to.include.members(["README.md", "Pulumi.yaml", "sandbox/emulator/run.py", "tests/run.ts"]);
  });

  it("use plain American English", () => {
    expect(prose.flatMap(file => avoidedIn(file, read(file))).join("\n")).to.equal("");
  });

  it("name no package registry, the locks included", () => {
    expect(files.flatMap(file => avoidedIn(file, read(file), [REGISTRY_HOSTS])).join("\n")).to.equal("");
  });

  it("are judged line by line, identifiers included, with what to write instead", () => {
    expect(avoidedIn("a.ts", "fine\nfunction serialiseTime() {}\n", AVOIDED)).to.deep.equal([
      'a.ts:2: "serialise" (write: -ize, -ization)',
    ]);
    expect(avoidedIn("b.md", "A promise, otherwise precise: an analysis of emphasis.")).to.deep.equal([]);
  });
});
