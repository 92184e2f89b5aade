import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

import { isHealthy } from "../../../sandbox/emulator/health";
import { lambdaNode } from "../../../sandbox/emulator/lambda-node";
import { endWithThisProcess, killGroup } from "../../../sandbox/emulator/process-group";
import { ensureEmulator } from "../../../sandbox/emulator/venv";
import { ACCOUNT_ID, newEmulatorSecret, REGION } from "../../../sandbox/shared/account";
import { eventually } from "../../../sandbox/shared/poll";

export interface StartedEmulator {
  readonly url: string;
  readonly secret: string;
  /** What the emulator printed so far. */
  log(): Promise<string>;
  close(): Promise<void>;
}

const RUN = resolve(__dirname, "..", "..", "..", "sandbox", "emulator", "run.py");
const START_WITHIN_MS = 30_000;

/** The sandbox's emulator with environment variables that `startEmulator` does not set. */
export async function startEmulatorWith(
  environment: Readonly<Record<string, string>>,
): Promise<StartedEmulator> {
  const python = await ensureEmulator();
  const home = await mkdtemp(join(tmpdir(), "ses-smtp-emulator-"));
  const logFile = join(home, "emulator.log");
  const secret = newEmulatorSecret();
  const child = launch(python, home, logFile, { SES_SMTP_EMULATOR_SECRET: secret, ...environment });
  const log = () => readFile(logFile, "utf8").catch(() => "");
  const close = () => stop(child, home);
  let url = "";
  const up = await eventually(
    async () => {
      const port = await readFile(join(home, "port"), "utf8").catch(() => undefined);
      url = `http://127.0.0.1:${port}`;
      return port !== undefined && (await isHealthy(url));
    },
    { withinMs: START_WITHIN_MS, hopeless: () => child.exitCode !== null },
  );
  if (up) return { url, secret, log, close };
  const printed = await log();
  await close();
  throw new Error(`The emulator did not start: ${printed.slice(-2_000)}`);
}

function launch(
  python: string,
  home: string,
  logFile: string,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const log = openSync(logFile, "a");
  try {
    const child = spawn(python, ["-I", RUN], {
      detached: true,
      cwd: home,
      env: {
        PATH: [dirname(lambdaNode()), process.env.PATH ?? "/usr/bin:/bin"].join(delimiter),
        HOME: home,
        TMPDIR: home,
        BIND_HOST: "127.0.0.1",
        GATEWAY_PORT: "0",
        MINISTACK_REGION: REGION,
        MINISTACK_ACCOUNT_ID: ACCOUNT_ID,
        LOG_LEVEL: "INFO",
        ...environment,
      },
      stdio: ["pipe", log, log],
    });
    endWithThisProcess(child);
    return child;
  } finally {
    closeSync(log);
  }
}

async function stop(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    killGroup(child, "SIGKILL");
    await exit;
  }
  child.stdin?.destroy();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}
