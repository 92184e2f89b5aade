import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

import { SandboxError } from "../shared/sandbox-error";
import { withoutHostSettings } from "../shared/host-environment";
import { destroy } from "./destroy";
import type { DeployedResource, DeployRequest, FromChild, RecordedResource, Timings } from "./messages";

export interface Deployment {
  /** What the program exports; secrets are unwrapped. */
  readonly outputs: Record<string, unknown>;
  /** The outputs that are secrets: not to be printed. */
  readonly secretOutputs: readonly string[];
  /** In the order they were made. */
  readonly resources: readonly DeployedResource[];
  /** Inputs that had no effect in the sandbox. */
  readonly warnings: readonly string[];
  /** A Pulumi engine tells no parts of the total. */
  readonly timings: Pick<Timings, "total"> & Partial<Timings>;
  /** Deletes everything, last made first. */
  destroy(): Promise<void>;
}

/** A deploy that failed half-way: what it had made is still there. */
export class DeployError extends SandboxError {
  constructor(
    message: string,
    readonly resources: readonly DeployedResource[],
    readonly destroy: () => Promise<void>,
    cause?: string,
  ) {
    super(message, { cause });
  }
}

export interface DeployOptions extends DeployRequest {
  /** Told what the program prints, line by line as it comes; by default it goes to standard error. */
  readonly onOutput?: (text: string) => void;
}

/** Longer than any program takes: one that waits for something that never comes must end. */
const DEPLOY_WITHIN_MS = 180_000;

/**
 * Runs a Pulumi program against the sandbox, in a process of its own, without the Pulumi engine.
 *
 * @throws DeployError with one sentence: the resource's type and name and the cause, or the program's own error
 */
export async function deploy(options: DeployOptions): Promise<Deployment> {
  const { onOutput = text => process.stderr.write(text), ...request } = options;
  const resources: RecordedResource[] = [];
  const warnings: string[] = [];
  const destroyAll = () => destroy(resources, request);
  const child = launch(request, onOutput);
  const result = await talk(child, request, resources, warnings);
  if (result.kind === "failed") throw new DeployError(result.message, resources, destroyAll, result.stack);
  const { outputs, secretOutputs, timings } = result;
  return { outputs, secretOutputs, resources, warnings, timings, destroy: destroyAll };
}

function launch({ programDirectory }: DeployRequest, onOutput: (text: string) => void): ChildProcess {
  const child = fork(join(__dirname, "child.ts"), [], {
    cwd: programDirectory,
    env: withoutHostSettings(),
    execArgv: ["--enable-source-maps", "--require", require.resolve("tsx/cjs")],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
  return child;
}

type Result = Extract<FromChild, { kind: "done" | "failed" }>;

async function talk(
  child: ChildProcess,
  request: DeployRequest,
  resources: RecordedResource[],
  warnings: string[],
): Promise<Result> {
  const failed = (message: string): Result => ({ kind: "failed", message });
  let result: Result | undefined;
  const timer = setTimeout(() => {
    result ??= failed(`the program did not finish within ${DEPLOY_WITHIN_MS / 1000} s`);
    child.kill("SIGKILL");
  }, DEPLOY_WITHIN_MS);
  child.on("message", (message: FromChild) => {
    if (message.kind === "ready") child.send(request);
    else if (message.kind === "resource") resources.push(message.resource);
    else if (message.kind === "warning") warnings.push(message.message);
    else result ??= message;
  });
  return new Promise(resolve => {
    child.once("error", error => {
      clearTimeout(timer);
      resolve(failed(error.message));
    });
    // Not "exit": what the program printed last and its result may come after that.
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve(
        result ?? failed(`the program's process ended without a result (${signal ?? `exit code ${code}`})`),
      );
    });
  });
}
