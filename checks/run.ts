/**
 * `npm run check [-- STAGE…]`: runs the static checks, two at a time, and prints one line per stage with its name and
 * time. Every stage runs even if another one fails; the exit code is 1 if any failed.
 */
import { spawn } from "node:child_process";
import * as path from "node:path";

/** Typed linting takes as long as all others together, so two lanes finish at about the same time. */
const MAX_PARALLEL = 2;

const ROOT = path.join(__dirname, "..");

const FOLDERS =
  "records dns infra handlers mailer cli sandbox policy-pack cost tests bench checks examples".split(" ");

/** Name, program below node_modules, arguments; the slowest first. */
const STAGES: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ["lint", "eslint/bin/eslint.js", "."],
  ["types", "typescript/bin/tsc", "-p", "."],
  ["format", "prettier/bin/prettier.cjs", ...["--check", "--log-level", "warn", "--cache", "."]],
  [
    "imports",
    "dependency-cruiser/bin/dependency-cruise.mjs",
    ...["--config", "checks/imports.cjs", "--output-type", "err-long", ...FOLDERS],
  ],
  [
    "exports",
    "knip/bin/knip.js",
    ...[
      "--config",
      "checks/knip.json",
      "--include",
      "exports,types,files,unlisted",
      "--no-progress",
      "--no-config-hints",
    ],
  ],
  ["licenses", "tsx/dist/cli.mjs", "checks/dependencies/run-licenses.ts"],
  ["audit", "tsx/dist/cli.mjs", "checks/dependencies/run-audit.ts"],
];

/** What a stage says although it passed. */
const NOTE = /^Note: .*$/gm;

interface Outcome {
  name: string;
  seconds: number;
  failed: boolean;
}

/** Runs one stage and reports it as soon as it ends, with its output if it failed. */
async function runStage([name, program, ...args]: (typeof STAGES)[number]): Promise<Outcome> {
  const started = performance.now();
  const { code, output } = await runProgram(path.join(ROOT, "node_modules", program), args);
  const seconds = (performance.now() - started) / 1000;
  const failed = code !== 0;
  console.log(`${name.padEnd(8)} ${seconds.toFixed(1).padStart(5)} s${failed ? "  FAILED" : ""}`);
  const shown = failed ? output.trim() : (output.match(NOTE) ?? []).join("\n");
  if (shown !== "") console.log(`\n${shown.replace(/^(?=.)/gm, "  ")}\n`);
  return { name, seconds, failed };
}

function runProgram(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (data: Buffer) => {
      output += data.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}\nEnded by ${signal}.` });
    });
  });
}

async function main(names: readonly string[]): Promise<void> {
  const known = STAGES.map(([name]) => name);
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`Unknown stage: ${unknown.join(", ")}. Valid stages: ${known.join(", ")}.`);
  }
  const started = performance.now();
  const waiting = STAGES.filter(([name]) => names.length === 0 || names.includes(name));
  const total = waiting.length;
  const outcomes: Outcome[] = [];
  const lane = async () => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
      outcomes.push(await runStage(stage));
    }
  };
  await Promise.all(Array.from({ length: MAX_PARALLEL }, lane));
  const failed = outcomes.filter(outcome => outcome.failed).map(({ name }) => name);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    failed.length === 0
      ? `All ${total} checks passed in ${seconds} s.`
      : `${failed.length} of ${total} checks failed in ${seconds} s: ${failed.join(", ")}.`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
