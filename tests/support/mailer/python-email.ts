import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensureEmulator } from "../../../sandbox/emulator/venv";

/** A message as Python's email package reads it. */
export interface PythonEmail {
  headers: readonly (readonly [name: string, value: string])[];
  parts: readonly {
    type: string;
    parameters: Record<string, string>;
    filename: string | null;
    disposition: string | null;
    cid: string | null;
    /** base64 of the decoded content. */
    content: string;
  }[];
  /** What Python found to be wrong with it. */
  defects: readonly string[];
}

/** Python's email package, an implementation that shares nothing with ours. */
export interface PythonParser {
  parse(raw: Buffer | string): Promise<PythonEmail>;
  close(): Promise<void>;
}

export async function startPythonParser(): Promise<PythonParser> {
  const folder = join(__dirname, "aiosmtpd");
  const python = await ensureEmulator({ requirements: join(folder, "requirements.txt") });
  const child = spawn(python, ["-I", join(folder, "parse.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async parse(raw) {
      child.stdin.write(`${Buffer.from(raw as string, "latin1").toString("base64")}\n`);
      const { value } = (await lines.next()) as { value: string };
      return JSON.parse(value) as PythonEmail;
    },
    async close() {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}
