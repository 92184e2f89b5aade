import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { commandEnvironment } from "../../../sandbox/shared/command-environment";
import { linkIn } from "./local-console";

const BIN = join(__dirname, "../../../cli/bin.js");

/** `ses-smtp console` as an administrator runs it. */
export interface ConsoleProcess {
  /** The redirect file. */
  file: string;
  /** The address in it; each can be used once. */
  link(): Promise<string>;
  /** What it wrote on stderr, once it has ended. */
  close(): Promise<string>;
}

/** @param options such as `--read-only` */
export async function startConsoleProcess(
  report: SandboxReport,
  ...options: string[]
): Promise<ConsoleProcess> {
  const child: ChildProcess = spawn(process.execPath, [BIN, "console", "--no-open", "--json", ...options], {
    env: { PATH: process.env.PATH, ...commandEnvironment(report) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("no pipes");
  const said = text(stderr);
  const [line] = (await Promise.race([
    once(createInterface(stdout), "line"),
    said.then(problem => Promise.reject(new Error(problem))),
  ])) as [string];
  const { file } = JSON.parse(line) as { file: string };
  return {
    file,
    link: () => linkIn(file),
    async close() {
      child.kill("SIGTERM");
      return said;
    },
  };
}
