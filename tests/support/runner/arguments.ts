import { readdirSync, statSync } from "node:fs";
import * as path from "node:path";

export interface RunArguments {
  /** Only the suites that start no process and no server. */
  fast: boolean;
  /** Test files and folders, as given; empty for all. */
  paths: readonly string[];
}

const OPTIONS = ["--fast"];

/** @throws Error that names an unknown option and the valid ones */
export function parseArguments(args: readonly string[]): RunArguments {
  const options = args.filter(arg => arg.startsWith("-"));
  const unknown = options.filter(option => !OPTIONS.includes(option));
  if (unknown.length > 0) {
    throw new Error(`Unknown option: ${unknown.join(", ")}. Valid options: ${OPTIONS.join(", ")}.`);
  }
  return { fast: options.includes("--fast"), paths: args.filter(arg => !arg.startsWith("-")) };
}

/**
 * The test files that `paths` stand for, absolute, each once.
 * @throws Error that names a path that is neither a test file nor a folder of test files
 */
export function testFiles(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap(filesOf))];
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
