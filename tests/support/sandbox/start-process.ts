import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { rememberSecret } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** `npm start -- …` as a child process, without npm in between. */
export interface StartProcess {
  child: ChildProcess;
  /** Resolves when it is ready, with its line of JSON. @throws Error with stderr if it exits first */
  ready(): Promise<SandboxReport>;
  /** Resolves when it has exited. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

const ROOT = path.join(__dirname, "..", "..", "..");

export function startProcess(args: readonly string[], environment: NodeJS.ProcessEnv = {}): StartProcess {
  const child = spawn(
    process.execPath,
    ["--require", require.resolve("tsx/cjs"), "sandbox/start/main.ts", ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, "close").then(async ([code]: (number | null)[]) => {
    const [stdout, stderr] = await output;
    return { code: code ?? null, stdout, stderr };
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    let seen = "";
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes("\n")) resolve(seen.slice(0, seen.indexOf("\n")));
    });
    void ended.then(({ code, stderr }) => {
      reject(new Error(`It exited with ${String(code)} before it was ready: ${stderr}`));
    });
  });
  firstLine.catch(() => undefined); // callers of ready() get the error
  const ready = async () => {
    const report = JSON.parse(await firstLine) as SandboxReport;
    rememberSecret(report.emulator, report.secretAccessKey);
    return report;
  };
  return { child, ended, ready };
}
