import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import { annotationsOf } from "./annotations";
import { requirementsDocument, type Requirement, type Sources } from "./coverage";

const ROOT = path.join(__dirname, "..", "..");

/** Where annotated tests are: the suites, and the steps of the tour, which tests/end-to-end/tour.test.ts runs. */
const FOLDERS = ["tests", "sandbox/tour"];

/** This suite quotes comments. */
const SKIPPED = "tests/repository/requirements.test.ts";

export function readSources(): Sources {
  const files = FOLDERS.flatMap(folder =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter(name => (folder === "tests" ? name.endsWith(".test.ts") : name.endsWith(".ts")))
      .map(name => path.posix.join(folder, name.replaceAll(path.sep, "/"))),
  ).sort();
  return {
    requirements: list("requirements") as Requirement[],
    annotations: files
      .filter(file => file !== SKIPPED)
      .flatMap(file => annotationsOf(file, readFileSync(path.join(ROOT, file), "utf8"))),
    documented: list("documented") as Record<string, string[]>,
    missing: list("missing") as Record<string, string>,
  };
}

/** docs/requirements.md as it should be. */
export async function currentDocument(): Promise<string> {
  return format(requirementsDocument(readSources()), { parser: "markdown" });
}

function list(name: string): unknown {
  return JSON.parse(readFileSync(path.join(__dirname, `${name}.json`), "utf8"));
}
