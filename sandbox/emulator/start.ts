import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, closeSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { newEmulatorSecret } from "../shared/account";
import { portInUse } from "../shared/listen";
import { eventually } from "../shared/poll";
import { SandboxError } from "../shared/sandbox-error";
import { accepts, isHealthy } from "./health";
import { lambdaNode } from "./lambda-node";
import { endWithThisProcess, killGroup } from "./process-group";
import { temporaryFolder } from "../shared/temporary-folder";
import { ensureEmulator } from "./venv";

export interface EmulatorOptions {
  readonly region: string;
  /** Twelve digits. An emulator that is already running takes the account from each caller's access key ID instead. */
  readonly accountId?: string;
  readonly port?: number;
  /** The AWS endpoint of functions whose environment does not set one; by default the emulator itself. */
  readonly endpointForFunctions?: string;
  /** Further environment variables of the emulator, which it passes on to the functions. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The emulator's output is appended here. */
  readonly logFile: string;
}

export interface Emulator {
  readonly url: string;
  /** What it requires of every request, in the header `SECRET_HEADER`. */
  readonly secret: string;
  /** It was already running, and keeps running after close. */
  readonly shared: boolean;
  /** Resolves if it ends before it is closed, with how. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** It starts in 0.6–0.9 s, and takes longer on a loaded machine. */
const START_WITHIN_MS = 30_000;

/** The exit code defined in run.py. */
const PORT_IN_USE = 98;

/**
 * Starts the local AWS emulator, or connects to the one at `SES_SMTP_EMULATOR_URL`, which run.py must have started with
 * the secret in `SES_SMTP_EMULATOR_SECRET`.
 *
 * @throws SandboxError with the last lines of its log if it does not start
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const running = process.env.SES_SMTP_EMULATOR_URL;
  if (running !== undefined && running !== "") return useRunning(running);
  const python = await ensureEmulator();
  const home = await temporaryFolder("emulator-");
  const secret = newEmulatorSecret();
  const child = launch(python, home, secret, options);
  let notRun: Error | undefined;
  child.once("error", error => (notRun = error));
  let isClosing = false;
  const close = () => {
    isClosing = true;
    return stop(child, home);
  };
  const ended = new Promise<string>(resolve => {
    child.once("exit", (code, signal) => {
      if (!isClosing) resolve(signal ?? `exit code ${code}`);
    });
  });
  let url: string | undefined;
  const up = await eventually(
    async () => {
      url ??= await urlIn(home);
      return url !== undefined && (await isHealthy(url));
    },
    { withinMs: START_WITHIN_MS, hopeless: () => isGone(child) },
  );
  if (up && url !== undefined && !isGone(child)) return { url, secret, shared: false, ended, close };
  const { exitCode } = child;
  await close();
  if (exitCode === PORT_IN_USE && options.port !== undefined) throw portInUse(options.port);
  throw new SandboxError(
    notStarted(python, await tail(options.logFile), notRun?.message ?? `exit code ${exitCode}`),
  );
}

/** A damaged installation shows in what Python says last, if Python itself can be run. */
function notStarted(python: string, log: string, ending: string): string {
  const reason = log.split("\n").at(-1) || ending;
  const installation = dirname(dirname(python));
  const end = log === "" ? "" : `\nThe end of its log:\n${log}`;
  return `The local emulator did not start (${reason}): if its installation is damaged, delete ${installation} and start again.${end}`;
}

async function useRunning(url: string): Promise<Emulator> {
  if (!URL.canParse(url) || !(await isHealthy(url))) {
    throw new SandboxError(
      `No emulator responds at ${url}: start it, or unset SES_SMTP_EMULATOR_URL to let the sandbox start its own.`,
    );
  }
  const secret = process.env.SES_SMTP_EMULATOR_SECRET ?? "";
  if (await accepts(url, secret)) {
    const ended = new Promise<string>(() => undefined); // its owner notices
    return { url: new URL(url).origin, secret, shared: true, ended, close: () => Promise.resolve() };
  }
  throw new SandboxError(
    `The emulator at ${url} cannot be used: start it with sandbox/emulator/run.py and set SES_SMTP_EMULATOR_SECRET to the same secret for both, or unset SES_SMTP_EMULATOR_URL to let the sandbox start its own.`,
  );
}

/** The emulator binds its port itself, so that no other process can take it in between, and writes it to a file. */
async function urlIn(home: string): Promise<string | undefined> {
  const port = await readFile(join(home, "port"), "utf8").catch(() => undefined);
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

function launch(python: string, home: string, secret: string, options: EmulatorOptions): ChildProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a");
  try {
    const child = spawn(python, ["-I", join(__dirname, "run.py")], {
      detached: true, // its own process group, so that its functions can be killed with it
      cwd: home,
      env: environment(home, secret, options),
      stdio: ["pipe", log, log], // the pipe closes with this process, and run.py then kills the group
    });
    endWithThisProcess(child);
    child.once("error", () => undefined); // the health poll notices that the child is gone
    return child;
  } finally {
    closeSync(log);
  }
}

/** Excludes the host's environment: the emulator passes its own, including AWS credentials, to the functions. */
function environment(home: string, secret: string, options: EmulatorOptions): NodeJS.ProcessEnv {
  return {
    PATH: [dirname(lambdaNode()), process.env.PATH ?? "/usr/bin:/bin"].join(delimiter),
    HOME: home,
    TMPDIR: home,
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(options.port ?? 0), // 0 picks a free port
    MINISTACK_REGION: options.region,
    LOG_LEVEL: "INFO",
    SES_SMTP_EMULATOR_SECRET: secret,
    PYTHONDONTWRITEBYTECODE: "",
    ...(options.accountId === undefined ? {} : { MINISTACK_ACCOUNT_ID: options.accountId }),
    ...(options.endpointForFunctions === undefined ? {} : { AWS_ENDPOINT_URL: options.endpointForFunctions }),
    ...options.environment,
  };
}

async function stop(child: ChildProcess, home: string): Promise<void> {
  if (!isGone(child)) {
    const exit = once(child, "exit");
    killGroup(child, "SIGTERM");
    await Promise.race([exit, sleep(1_000, undefined, { ref: false })]);
  }
  killGroup(child, "SIGKILL"); // functions that outlive the emulator, or the emulator itself if it hangs
  if (!isGone(child) && child.pid !== undefined) await once(child, "exit");
  child.stdin?.destroy();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

function isGone(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-12).join("\n");
}
