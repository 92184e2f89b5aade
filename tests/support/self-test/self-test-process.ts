import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SelfTestReport } from "../../../cli/self-test/report";
import { commandEnvironment } from "../../../sandbox/shared/command-environment";
import { pollUntil } from "../../../sandbox/shared/poll";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** Until a step has ended, with those before it. */
const MAX_STEP_MS = 120_000;

const BIN = join(__dirname, "../../../cli/bin.js");

export interface SelfTestRun {
  /** The exit code; null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** With `--json`, if it printed one. */
  report: SelfTestReport | undefined;
}

/** `ses-smtp self-test` as a process of its own, so that it can be interrupted, in a folder of its own. */
export class SelfTestProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly folder: string,
    private readonly output: { stdout: string; stderr: string },
  ) {}

  /** @param environment more variables, such as a session token */
  static async start(
    sandbox: SandboxReport,
    args: readonly string[] = [],
    environment: Record<string, string> = {},
    folder?: string,
  ): Promise<SelfTestProcess> {
    const cwd = folder ?? (await mkdtemp(join(tmpdir(), "self-test-")));
    const env: NodeJS.ProcessEnv = { ...process.env, ...commandEnvironment(sandbox), ...environment };
    delete env.AWS_PROFILE;
    const child = spawn(process.execPath, [BIN, "--json", "self-test", ...args], {
      ...{ cwd, env },
      detached: true, // a process group of its own, for interrupt()
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    return new SelfTestProcess(child, cwd, output);
  }

  get stderr(): string {
    return this.output.stderr;
  }

  /** Resolves once this step has ended, or the process. */
  async afterStep(name: string): Promise<void> {
    await pollUntil(`the step ${name}`, MAX_STEP_MS, () => {
      const isOver = this.stderr.includes(`  ${name}:`) || this.child.exitCode !== null;
      return Promise.resolve(isOver ? { done: true } : { yet: this.stderr });
    });
  }

  /** SIGINT as from a terminal, to all processes of the group; others as from a supervisor, to this one. */
  interrupt(signal: "SIGINT" | "SIGTERM"): void {
    const { pid } = this.child;
    if (pid === undefined) throw new Error("It did not start.");
    process.kill(signal === "SIGINT" ? -pid : pid, signal);
  }

  async ended(): Promise<SelfTestRun> {
    await this.closed();
    const { stdout, stderr } = this.output;
    const report = stdout.startsWith("{") ? (JSON.parse(stdout) as SelfTestReport) : undefined;
    return { code: this.child.exitCode, stdout, stderr, report };
  }

  manifest(): Promise<string> {
    return readFile(join(this.folder, "ses-smtp-self-test.json"), "utf8");
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  private async closed(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "close");
  }
}

/** Runs it to its end. */
export async function runSelfTest(
  sandbox: SandboxReport,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<SelfTestRun> {
  const run = await SelfTestProcess.start(sandbox, args, environment);
  try {
    return await run.ended();
  } finally {
    await run.remove();
  }
}
