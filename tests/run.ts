/**
 * `npm test [-- FILE-OR-FOLDER…]`: runs the suite and prints, as its last line, `N passed, N failed[, N skipped]`.
 * Fails on zero tests, on a focused test, and when something that a test started is still running afterwards.
 */
import { readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import Mocha from "mocha";

/** A test that talks to the emulator waits for real processes; none waits for a fixed time. */
const TIMEOUT_MS = 120_000;

/** For sockets to close after the last test. */
const DRAIN_MS = 10_000;

const root = __dirname;

/** @throws Error that names the argument that is neither a test file nor a folder of some */
function testFiles(): string[] {
  const named = process.argv.slice(2);
  return named.length === 0 ? filesBelow(root) : named.flatMap(filesOf);
}

function filesOf(argument: string): string[] {
  const found = path.resolve(argument);
  const stats = statSync(found, { throwIfNoEntry: false });
  const files = stats?.isDirectory() ? filesBelow(found) : stats?.isFile() && isTest(found) ? [found] : [];
  if (files.length > 0) return files;
  throw new Error(`${argument} is not a test file or a folder of test files: their names end in .test.ts.`);
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isTest).sort();
  return names.map(name => path.join(folder, name));
}

function isTest(name: string): boolean {
  return name.endsWith(".test.ts");
}

function run(): void {
  const mocha = new Mocha({ timeout: TIMEOUT_MS, forbidOnly: true, reporter: "spec" });
  for (const file of [path.join(root, "support", "root-hooks.ts"), ...testFiles()]) mocha.addFile(file);
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

try {
  run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
