import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { commandEnvironment } from "../../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { linkIn } from "./local-console";

const BIN = join(__dirname, "../../../cli/bin.js");

/** `ses-smtp console` in a process of its own. */
export interface SpawnedConsole {
  port: number;
  /** The redirect file. */
  file: string;
  /** An address that opens it once. */
  link(): Promise<string>;
  stop(): Promise<void>;
}

export async function spawnConsole(
  report: SandboxReport,
  options: readonly string[] = [],
): Promise<SpawnedConsole> {
  const child = spawn(process.execPath, [BIN, "--json", "console", "--no-open", ...options], {
    env: { ...process.env, ...commandEnvironment(report), AWS_PROFILE: undefined },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { file, port } = await firstLine(child);
  return {
    ...{ file, port },
    link: () => linkIn(file),
    async stop() {
      const ended = child.exitCode === null ? once(child, "exit") : undefined;
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<{ file: string; port: number }> {
  if (child.stdout === null) throw new Error("The console has no output.");
  for await (const line of createInterface(child.stdout))
    return JSON.parse(line) as { file: string; port: number };
  throw new Error("The console ended before it said where it is.");
}
