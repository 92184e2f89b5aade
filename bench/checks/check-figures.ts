import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import type { Figure } from "../figure";

const run = promisify(execFile);

const ROOT = path.join(__dirname, "..", "..");

/** The type check of the whole project, without and with the incremental state of the previous one. */
export async function checkFigures(): Promise<Figure[]> {
  const cold = await typeCheck(["--incremental", "false", "--tsBuildInfoFile", "null"]);
  await typeCheck([]);
  const warm = await typeCheck([]);
  return [
    { name: "type check, no cache", value: cold, unit: "s" },
    {
      name: "type check, nothing changed",
      value: warm,
      unit: "s",
      reference: { name: "no cache", value: cold },
    },
  ];
}

async function typeCheck(args: readonly string[]): Promise<number> {
  const started = performance.now();
  await run(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", ".", ...args], { cwd: ROOT });
  return (performance.now() - started) / 1000;
}
