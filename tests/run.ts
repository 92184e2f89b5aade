/**
 * `npm test [-- [--fast] FILE-OR-FOLDER…]`: runs the suite and prints, as its last line, `N passed, N failed[, N skipped]`.
 * Fails on zero tests, on a focused test, and when something that a test started is still running afterwards.
 */
import * as path from "node:path";
import Mocha from "mocha";
import { parseArguments, testFiles } from "./support/runner/arguments";
import { fastSuites } from "./support/runner/fast-suites";

/** A test that talks to the emulator waits for real processes; no test waits for a fixed time. */
const TIMEOUT_MS = 120_000;

/** For sockets to close after the last test. */
const DRAIN_MS = 10_000;

/** Fast suites share nothing, so they run in two processes. */
const FAST_JOBS = 2;

const SUPPORT = path.join(__dirname, "support");

async function mochaFor(args: readonly string[]): Promise<Mocha> {
  const { fast, paths } = parseArguments(args);
  const files = testFiles(paths.length === 0 ? [__dirname] : paths);
  const options = { timeout: TIMEOUT_MS, forbidOnly: true, reporter: "spec" };
  if (!fast) {
    const mocha = new Mocha(options);
    for (const file of [path.join(SUPPORT, "root-hooks.ts"), ...files]) mocha.addFile(file);
    return mocha;
  }
  const suites = await fastSuites(files);
  if (suites.length === 0) throw new Error(`No fast suite in ${paths.join(", ")}: run without --fast.`);
  console.log(`${suites.length} fast suites of ${files.length}`);
  const guard = path.join(SUPPORT, "runner", "no-processes.ts");
  const mocha = new Mocha({ ...options, parallel: true, jobs: FAST_JOBS, require: [guard] });
  for (const file of suites) mocha.addFile(file);
  return mocha;
}

function run(mocha: Mocha): void {
  const runner = mocha.run();
  const { stats } = runner;
  runner.once("end", () => {
    const { passes = 0, failures = 0, pending = 0 } = stats ?? {};
    const started = passes + failures > 0;
    process.exitCode = started && failures === 0 ? 0 : 1;
    const closing = `${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`;
    process.once("exit", () => console.log(started ? closing : `No test ran.\n${closing}`));
    setTimeout(() => {
      console.error(
        `Still running ${DRAIN_MS / 1000} s after the last test: ${process.getActiveResourcesInfo().join(", ")}`,
      );
      process.exit(1);
    }, DRAIN_MS).unref();
  });
}

mochaFor(process.argv.slice(2))
  .then(run)
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
