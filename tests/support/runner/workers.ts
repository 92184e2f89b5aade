import { fork } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync, mkdtempSync, readSync, fstatSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { FromWorker, SuiteResult, ToWorker, WorkerSettings } from "./messages";
import type { RunPlan } from "./plan";

/** Called with each suite that has ended, in the order in which they end. */
export type OnSuite = (file: string, result: SuiteResult, output: string, seconds: number) => void;

/**
 * Runs the suites of a plan in worker processes.
 * @returns what was wrong apart from failed tests, with its output: something that suites started kept running
 */
export async function runPlan(plan: RunPlan, settings: WorkerSettings, onSuite: OnSuite): Promise<string[]> {
  const problems: string[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), "test-output-"));
  try {
    const waiting = [...plan.together];
    const lane = async (_: unknown, lane: number) => {
      for (let queue = waiting.shift(); queue !== undefined; queue = waiting.shift()) {
        await empty(queue, path.join(folder, String(lane)));
      }
    };
    const empty = async (queue: string[], outputFile: string) => {
      while (queue.length > 0) problems.push(...(await runWorker(queue, settings, outputFile, onSuite)));
    };
    await Promise.all(Array.from({ length: plan.maxWorkers }, lane));
    await empty([...plan.alone], path.join(folder, "alone"));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return problems;
}

/** Starts a worker, which takes suites from the queue until it is empty. */
async function runWorker(
  queue: string[],
  settings: WorkerSettings,
  outputFile: string,
  onSuite: OnSuite,
): Promise<string[]> {
  const output = new Output(outputFile);
  const child = fork(path.join(__dirname, "worker.ts"), [JSON.stringify(settings)], {
    execArgv: ["--require", require.resolve("tsx/cjs")],
    stdio: ["ignore", output.descriptor, output.descriptor, "ipc"],
  });
  const ran: string[] = [];
  let running: { file: string; since: number } | undefined;
  const finish = (result: SuiteResult) => {
    if (running === undefined) return;
    const { file, since } = running;
    running = undefined;
    onSuite(file, result, output.next(), (performance.now() - since) / 1000);
  };
  child.on("message", (message: FromWorker) => {
    if (message.kind === "done") {
      finish(message);
      return;
    }
    const file = queue.shift();
    if (file !== undefined) {
      running = { file, since: performance.now() };
      ran.push(path.basename(file));
    }
    child.send((file === undefined ? { kind: "end" } : { kind: "run", file }) satisfies ToWorker);
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  const how = signal ?? `exit code ${code}`;
  const wasRunning = running !== undefined;
  finish({ passed: 0, failed: 1, skipped: 0, failures: `\nThe process of this suite ended (${how}).\n` });
  const rest = output.next();
  output.close();
  if (code === 0 || wasRunning) return [];
  return [`After ${ran.join(", ")} (${how}):\n${rest}`];
}

/** What a worker and all that it starts print, in a file: unlike a pipe, it is complete when the worker says so. */
class Output {
  readonly descriptor: number;
  private read = 0;

  constructor(file: string) {
    this.descriptor = openSync(file, "a+");
    this.read = fstatSync(this.descriptor).size;
  }

  /** What was printed since the last call. */
  next(): string {
    const { size } = fstatSync(this.descriptor);
    const bytes = Buffer.alloc(size - this.read);
    const count = readSync(this.descriptor, bytes, 0, bytes.length, this.read);
    this.read += count;
    return bytes.toString("utf8", 0, count);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
