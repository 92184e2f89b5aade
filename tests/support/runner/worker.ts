/** A process that runs one suite after the other, as tests/support/runner/workers.ts tells it to. */
import { format } from "node:util";
import Mocha from "mocha";
import { closeShared } from "./at-end";
import { FAST_VARIABLE } from "./effort";
import type { FromWorker, SuiteResult, ToWorker, WorkerSettings } from "./messages";
import { MOCHA_OPTIONS } from "./mocha-options";
import { failIfStillRunning } from "./still-running";

const { Base, Spec } = Mocha.reporters;

/** The list of tests, without the closing figures: the runner prints those of all suites. */
class Listing extends Spec {
  override epilogue(): void {
    // nothing
  }
}

function runSuite(file: string, color: boolean): Promise<SuiteResult> {
  const mocha = new Mocha({ ...MOCHA_OPTIONS, color, reporter: Listing });
  mocha.addFile(file);
  return new Promise(resolve => {
    const failed: Mocha.Test[] = [];
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      mocha.dispose();
      resolve({ passed: passes, failed: failures, skipped: pending, failures: listed(failed) });
    });
    runner.on("fail", (test, error: Error) => failed.push(Object.assign(test, { err: error })));
  });
}

/** What mocha prints about failures. */
function listed(failed: Mocha.Test[]): string {
  if (failed.length === 0) return "";
  const lines: string[] = [];
  const print = Base.consoleLog;
  Base.consoleLog = (...data: unknown[]) => lines.push(format(...data));
  Base.list(failed);
  Base.consoleLog = print;
  return lines.join("\n");
}

/** A suite that cannot be loaded, or has a focused test, fails as a whole. */
function broken(error: unknown): SuiteResult {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { passed: 0, failed: 1, skipped: 0, failures: `\n${text}\n` };
}

function tell(message: FromWorker): void {
  process.send?.(message);
}

let isEnding = false;

async function obey(message: ToWorker, { color }: WorkerSettings): Promise<void> {
  if (message.kind === "run") {
    const { file } = message;
    tell({
      kind: "done",
      ...(await new Promise<SuiteResult>(resolve => resolve(runSuite(file, color))).catch(broken)),
    });
    tell({ kind: "next" });
    return;
  }
  isEnding = true;
  await closeShared();
  failIfStillRunning();
  process.disconnect();
}

function main(settings: WorkerSettings): void {
  if (settings.fast) {
    process.env[FAST_VARIABLE] = "1";
    require("./no-processes");
  }
  process.on("disconnect", () => {
    if (!isEnding) process.exit(1); // the runner is gone
  });
  process.on("message", (message: ToWorker) => {
    obey(message, settings).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  tell({ kind: "next" });
}

main(JSON.parse(process.argv[2] ?? "{}") as WorkerSettings);
