import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();
let watching = false;

/**
 * Kills a detached child's process group when this process exits for any reason but SIGKILL. If there is another
 * handler for a signal, the child lives until this process exits, because the handler's cleanup may need it.
 */
export function endWithThisProcess(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
  if (watching) return;
  watching = true;
  process.on("exit", () => {
    for (const child of running) killGroup(child, "SIGKILL");
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      if (process.listenerCount(signal) > 0) return;
      for (const child of running) killGroup(child, "SIGKILL");
      process.kill(process.pid, signal);
    });
  }
}

/** Sends a signal to a detached child and everything it started; does nothing if they have exited. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ESRCH") throw thrown;
  }
}
