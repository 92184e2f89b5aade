import { once } from "node:events";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { commandEnvironment } from "../../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { linkIn } from "./local-console";

const BIN = join(__dirname, "../../../cli/bin.js");

/** `ses-smtp console` in a process of its own, as an administrator runs it. */
export interface SpawnedConsole {
  /** The redirect file. */
  file: string;
  /** The address in it; each opens the console once. */
  link(): Promise<string>;
  /** Ends it. @returns what it wrote on stderr */
  stop(): Promise<string>;
}

/** Starts it with the sandbox's environment alone. @throws Error with what it wrote on stderr, if it ended instead */
export async function spawnConsole(report: SandboxReport): Promise<SpawnedConsole> {
  const child = spawn(process.execPath, [BIN, "console", "--no-open", "--json"], {
    env: { PATH: process.env.PATH, ...commandEnvironment(report) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  const written = text(child.stderr);
  const line = await firstLine(child.stdout);
  if (line === undefined) throw new Error(`The console ended before it said where it is: ${await written}`);
  const { file } = JSON.parse(line) as { file: string };
  return {
    file,
    link: () => linkIn(file),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      return written;
    },
  };
}

async function firstLine(stdout: Readable): Promise<string | undefined> {
  for await (const line of createInterface(stdout)) return line;
  return undefined;
}
