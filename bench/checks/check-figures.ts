import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import type { Figure } from "../figure";

const run = promisify(execFile);

const ROOT = path.join(__dirname, "..", "..");

/** What an author waits for: the type check of everything, with and without what the last one left. */
export async function checkFigures(): Promise<Figure[]> {
  const cold = await typeCheck(["--incremental", "false", "--tsBuildInfoFile", "null"]);
  await typeCheck([]);
  const warm = await typeCheck([]);
  return [
    { name: "type check, nothing cached", value: cold, unit: "s" },
    {
      name: "type check, nothing changed since the last",
      value: warm,
      unit: "s",
      reference: { name: "nothing cached", value: cold },
    },
  ];
}

async function typeCheck(args: readonly string[]): Promise<number> {
  const started = performance.now();
  await run(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", ".", ...args], { cwd: ROOT });
  return (performance.now() - started) / 1000;
}
