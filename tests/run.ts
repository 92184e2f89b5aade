/**
 * `npm test [-- [--fast] FILE-OR-FOLDER…]`: runs the suite and prints, as its last line, `N passed, N failed[, N skipped]`.
 * Fails on zero tests, on a focused test, and when something that a test started is still running afterwards.
 */
import Mocha from "mocha";
import { ensureEmulator } from "../sandbox/emulator/venv";
import { parseArguments, testFiles } from "./support/runner/arguments";
import { closeShared } from "./support/runner/at-end";
import { MOCHA_OPTIONS } from "./support/runner/mocha-options";
import { planAll, planFast } from "./support/runner/plan";
import { closingLine, Report } from "./support/runner/report";
import { failIfStillRunning } from "./support/runner/still-running";
import { runPlan } from "./support/runner/workers";

/** A single suite runs in this process, and prints as it goes. */
function runHere(file: string): void {
  const mocha = new Mocha({ ...MOCHA_OPTIONS, reporter: "spec", rootHooks: { afterAll: closeShared } });
  mocha.addFile(file);
  const runner = mocha.run();
  runner.once("end", () => {
    const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
    const started = passes + failures > 0;
    process.exitCode = started && failures === 0 ? 0 : 1;
    const closing = closingLine(passes, failures, pending);
    process.once("exit", () => console.log(started ? closing : `No test ran.\n${closing}`));
    failIfStillRunning();
  });
}

async function runInWorkers(files: readonly string[], fast: boolean): Promise<void> {
  const plan = fast ? await planFast(files) : await planAll(files);
  if (fast) {
    const suites = plan.together[0]?.length ?? 0;
    if (suites === 0) throw new Error("None of these suites is fast: run without --fast.");
    console.log(`${suites} fast suites of ${files.length}\n`);
  } else {
    // Once, rather than in each worker. If it cannot be installed, the suites that need it say so.
    await ensureEmulator().catch(() => undefined);
  }
  const report = new Report();
  const settings = { fast, color: process.stdout.isTTY };
  const problems = await runPlan(plan, settings, (...suite) => {
    report.suite(...suite);
  });
  process.exitCode = report.close(problems);
}

async function main(args: readonly string[]): Promise<void> {
  const { fast, paths } = parseArguments(args);
  const files = testFiles(paths.length === 0 ? [__dirname] : paths);
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0 && !fast) runHere(only);
  else await runInWorkers(files, fast);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
