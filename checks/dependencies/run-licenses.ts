/**
 * A stage of `npm run check`: fails on a production dependency whose license is not allowed, and where docs/licenses.md
 * is not the list of them. `--write` (`npm run licenses`) writes that file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { licenseIssues, licensesDocument, productionDependencies } from "./licenses";

const PROJECT = path.join(__dirname, "..", "..");
const LIST = path.join(PROJECT, "docs", "licenses.md");

async function main(write: boolean): Promise<number> {
  const dependencies = productionDependencies(PROJECT);
  const text = await licensesDocument(dependencies);
  if (write) writeFileSync(LIST, text);
  const issues = licenseIssues(dependencies);
  if (readFileSync(LIST, "utf8") !== text)
    issues.push("docs/licenses.md is not up to date: npm run licenses");
  for (const issue of issues) console.error(issue);
  return issues.length === 0 ? 0 : 1;
}

main(process.argv[2] === "--write").then(
  code => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
