/**
 * A stage of `npm run check`: fails on a known vulnerability of high or critical severity in a production dependency that
 * accepted.json does not list. Asks the registry that npm is configured for; where its audit endpoint does not answer, it
 * says so and passes.
 */
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import accepted from "./accepted.json";
import { judgeAudit } from "./audit";

/** A registry that is slow must not hold up the checks. */
const MAX_ANSWER_MS = 30_000;

/** `npm audit` as it is, whatever npm's settings say about being offline. */
const AUDIT = "audit --omit=dev --json --offline=false --fetch-retries=1".split(" ");

const project = process.argv[2] ?? path.join(__dirname, "..", "..");
const { stdout, error } = spawnSync("npm", [...AUDIT, `--fetch-timeout=${MAX_ANSWER_MS}`], {
  cwd: project,
  encoding: "utf8",
});
if (error) throw error;
const { issues, notes } = judgeAudit(stdout, accepted, new Date().toISOString().slice(0, 10));
for (const note of notes) console.log(`Note: ${note}`);
for (const issue of issues) console.error(issue);
process.exitCode = issues.length === 0 ? 0 : 1;
