import { fork } from "node:child_process";

import { withoutHostSettings } from "../../shared/host-environment";
import type { ChildRequest, Failed, FromChild, Succeeded } from "./messages";

export interface RunOptions<Settings, Event> extends ChildRequest<Settings> {
  /** Absolute path of the child's main file, which calls `hostProgram`. */
  readonly child: string;
  /** The program's working directory, as `main` in Pulumi.yaml says. */
  readonly directory: string;
  /** Receives what the backend emits, in order. */
  readonly onEvent: (event: Event) => void;
  /** Receives what the program prints, as it comes. */
  readonly onOutput?: (text: string) => void;
  /** Aborted: the program is killed, which is a failure. */
  readonly signal?: AbortSignal;
}

/** Longer than any deployment takes: a program that waits for something that never comes must end. */
const MAX_RUN_MS = 180_000;

/**
 * Runs a Pulumi program without the Pulumi engine, in a child process: Pulumi keeps its settings, its resources and
 * a program's modules for the lifetime of a process.
 *
 * Never rejects: a child that crashes, hangs or cannot be started is a failure, too.
 */
export async function runInChild<Settings, Event>({
  child: file,
  directory,
  program,
  settings,
  onEvent,
  onOutput = text => process.stderr.write(text),
  signal,
}: RunOptions<Settings, Event>): Promise<Succeeded | Failed> {
  const child = fork(file, [], {
    cwd: directory,
    env: withoutHostSettings(),
    execArgv: ["--enable-source-maps", "--require", require.resolve("./preload.cjs")],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
  let result: Succeeded | Failed | undefined;
  const kill = (why: string) => {
    result ??= failed(why);
    child.kill("SIGKILL");
  };
  const timer = setTimeout(() => {
    kill(`the program did not finish within ${MAX_RUN_MS / 1000} s`);
  }, MAX_RUN_MS);
  const interrupt = () => {
    kill("the deployment was interrupted");
  };
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt);
  const over = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", interrupt);
  };
  child.on("message", (message: FromChild<Event>) => {
    if (message.kind === "ready") child.send({ program, settings } satisfies ChildRequest<Settings>);
    else if (message.kind === "event") onEvent(message.event);
    else result ??= message;
  });
  return new Promise(resolve => {
    child.once("error", error => {
      over();
      resolve(failed(error.message));
    });
    // Not "exit": the program's last output and its result may arrive after that.
    child.once("close", (code, endedBy) => {
      over();
      resolve(
        result ?? failed(`the program's process ended without a result (${endedBy ?? `exit code ${code}`})`),
      );
    });
  });
}

function failed(message: string): Failed {
  return { kind: "failed", message };
}
