/** `npm start`; see options.ts for its options. */
import { setTimeout as sleep } from "node:timers/promises";
import { commandEnvironment, writeEnvironmentFile } from "../shared/command-environment";
import { dropHostSettings } from "../shared/host-environment";
import { explainMachine } from "../shared/machine-problem";
import { messageOf, SandboxError } from "../shared/sandbox-error";
import { watchLogins } from "./activity";
import { messageLine } from "./activity-text";
import { type SandboxConsole, startSandboxConsole } from "./console";
import { npmExit } from "./npm-parent";
import { readOptions, type StartOptions, StartUsageError, USAGE } from "./options";
import { type Sandbox, startSandbox } from "../sandbox";
import { takeTour } from "../tour/tour";
import { welcome } from "./welcome";

/** Resolves with the exit code. */
async function main(): Promise<number> {
  const began = performance.now();
  dropHostSettings();
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const isQuiet = options.json || options.once;
  const happened = (text: string) => {
    if (!isQuiet) log(`${timeOfDay()}  ${text}`);
  };
  const log = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const interrupted = Promise.race([nextInterrupt(), npmExit()]);
  const abort = new AbortController();
  void interrupted.then(() => {
    abort.abort();
  });
  const starting = startSandbox({
    signal: abort.signal,
    ports: options.ports,
    settings: withAlertEmails(options.settings),
    existingTable: options.existingTable,
    engine: options.engine,
    inactiveDelayMs: options.inactiveDelayMs,
    streamDelayMs: options.streamDelayMs,
    log,
    onMessage: message => happened(messageLine(message)),
    ...(options.keyDelayMs === undefined ? {} : { keyDelayMs: options.keyDelayMs }),
  });
  const sandbox = await Promise.race([starting, interrupted]).catch(async (error: unknown) => {
    if (await isInterrupted(interrupted)) return undefined;
    throw error;
  });
  if (sandbox === undefined) {
    log(STOPPING);
    await starting.then(
      late => late.close(),
      () => undefined,
    );
    return stopped(options);
  }
  let stopWatching = () => Promise.resolve();
  let console: SandboxConsole | undefined;
  try {
    log(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    const failed = sandbox.failed.then(error => {
      throw error;
    });
    failed.catch(() => undefined); // it may happen before somebody waits for it
    stopWatching = isQuiet ? stopWatching : watchLogins(sandbox.report, happened);
    console = isQuiet ? undefined : await startSandboxConsole(sandbox.report, reportConsoleError);
    return await Promise.race([serve(sandbox, options, log, interrupted, console), failed]);
  } catch (error) {
    if (await isInterrupted(interrupted)) return stopped(options);
    throw error;
  } finally {
    await console?.close();
    await stopWatching();
    await sandbox.close();
  }
}

/** Somebody gets the alerts, as in production: they come to the sandbox's mailbox. */
function withAlertEmails(settings: Record<string, string>): Record<string, string> {
  if (settings["alertTopicArn"] !== undefined) return settings; // the program takes one of the two
  return { alertEmails: JSON.stringify(["administrator@company.com"]), ...settings };
}

function timeOfDay(): string {
  return new Date().toTimeString().slice(0, "18:00:00".length);
}

async function serve(
  sandbox: Sandbox,
  options: StartOptions,
  log: (line: string) => void,
  interrupted: Promise<undefined>,
  console: SandboxConsole | undefined,
): Promise<number> {
  const { report } = sandbox;
  const envFile = await writeEnvironmentFile(sandbox.directory, report);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ ...report, env: commandEnvironment(report), envFile })}\n`);
  if (!options.once) {
    if (console !== undefined) process.stdout.write(welcome(report, envFile, console));
    await interrupted;
    log(STOPPING);
    return 0;
  }
  const passed = await Promise.race([takeTour(report, log), interrupted]);
  if (passed === undefined) return stopped(options);
  if (passed) log("All steps passed.");
  return passed ? 0 : 1;
}

function reportConsoleError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

/** Stopping is how the sandbox is meant to end; a tour that did not end proves nothing. */
function stopped({ once }: StartOptions): number {
  if (!once) return 0;
  process.stderr.write("Interrupted before the end of the tour.\n");
  return INTERRUPTED;
}

const STOPPING = "Stopping …";

const USAGE_ERROR = 2;

/** As shells report SIGINT. */
const INTERRUPTED = 130;

/** A closed pipe or terminal must not prevent the shutdown. */
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

/** One Ctrl-C arrives twice, from the terminal and forwarded by npm; no person presses it twice this fast. */
const MIN_SECOND_PRESS_MS = 300;

/** Resolves on the first signal: Ctrl-C, a closed terminal, a supervisor. A second one exits immediately. */
function nextInterrupt(): Promise<undefined> {
  return new Promise(resolve => {
    let first: number | undefined;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        first ??= performance.now();
        resolve(undefined);
        if (performance.now() - first > MIN_SECOND_PRESS_MS) process.exit(INTERRUPTED);
      });
    }
  });
}

/** Longer than a signal takes to reach its handler. */
const SIGNAL_DELAY_MS = 200;

/**
 * Ctrl-C reaches the processes that this one uses, too, such as the one that compiles TypeScript. Their end can cause an
 * error here before this process has handled the signal, because it does so only between two tasks.
 */
function isInterrupted(interrupted: Promise<undefined>): Promise<boolean> {
  return Promise.race([interrupted.then(() => true), sleep(SIGNAL_DELAY_MS, false)]);
}

main().then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode = isMisuse(error) ? USAGE_ERROR : 1;
  },
);

/** Wrong options, or settings that the program rejects. */
function isMisuse(error: unknown): boolean {
  return error instanceof StartUsageError || messageOf(error).includes("Invalid settings:");
}

function describe(error: unknown): string {
  const message = messageOf(error);
  if (!(error instanceof Error) || error instanceof SandboxError) return explainMachine(message) ?? message;
  return ("code" in error ? explainMachine(message) : undefined) ?? error.stack ?? message;
}
