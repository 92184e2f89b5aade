/** `npm run requirements`: writes docs/requirements.md from the comments "Proves" in the tests and from the lists in this folder. */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { coverageIssues } from "./coverage";
import { currentDocument, readSources } from "./sources";

async function main(): Promise<number> {
  const issues = coverageIssues(readSources());
  for (const issue of issues) console.error(issue);
  writeFileSync(path.join(__dirname, "..", "..", "docs", "requirements.md"), await currentDocument());
  return issues.length === 0 ? 0 : 1;
}

main().then(
  code => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
