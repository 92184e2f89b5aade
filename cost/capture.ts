import { fork } from "node:child_process";
import * as path from "node:path";
import type { CaptureRequest, FromChild, Registration } from "./messages";

/** A program that does not end has hung: ours is evaluated in about three seconds. */
const TIMEOUT_MS = 120_000;

export interface CaptureOptions {
  /** The program's working directory, as Pulumi.yaml's `main` says. */
  readonly directory: string;
  /** Its main file, relative to the directory. */
  readonly entry?: string;
  readonly project?: string;
  readonly stack?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly preview?: boolean;
}

/** The program refuses its settings. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Evaluates a Pulumi program without an engine and gives what it would register. In a process of its own, in the
 * program's directory: Pulumi keeps its settings and its resources for the life of a process.
 */
export async function capture(options: CaptureOptions): Promise<readonly Registration[]> {
  const {
    directory,
    entry = "index.ts",
    project = "ses-smtp",
    stack = "cost",
    config,
    preview = false,
  } = options;
  const request: CaptureRequest = { entry: path.resolve(directory, entry), project, stack, config, preview };
  const child = fork(path.join(__dirname, "capture-child.ts"), {
    cwd: directory,
    execArgv: ["--require", require.resolve("tsx/cjs")],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    timeout: TIMEOUT_MS,
  });
  // What the program prints is not the report.
  child.stdout?.pipe(process.stderr);
  return new Promise((resolve, reject) => {
    child.on("message", (message: FromChild) => {
      if (message.kind === "ready") child.send(request);
      else if (message.kind === "done") resolve(message.registrations);
      else if (message.refused) reject(new SettingsError(message.message));
      else reject(new Error(`the program cannot be evaluated: ${message.message}`));
    });
    child.once("error", reject);
    child.once("exit", code => {
      reject(new Error(`the program's process ended (${code ?? "killed"}) before it was evaluated`));
    });
  });
}
