import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ensureEmulator } from "../../../sandbox/emulator/venv";

/** What Prometheus's parser understood. */
export interface ParsedFamily {
  /** Without the `_total` of a counter. */
  name: string;
  type: string;
  help: string;
  samples: readonly { name: string; labels: Readonly<Record<string, string>>; value: number }[];
}

/** Parses an exposition with the parser of Prometheus's Python client. @throws Error with its reason */
export async function parsePrometheus(exposition: string): Promise<ParsedFamily[]> {
  const folder = join(__dirname, "prometheus");
  const python = await ensureEmulator({ requirements: join(folder, "requirements.txt") });
  const child = spawn(python, ["-I", join(folder, "parse.py")], { stdio: "pipe" });
  child.stdin.end(exposition);
  const [answer, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number]>,
  ]);
  if (code !== 0) throw new Error(`Prometheus's parser: ${error}`);
  return JSON.parse(answer) as ParsedFamily[];
}
