import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();
let watching = false;

/**
 * Ends a detached child's whole process group when this process ends, however it ends (SIGKILL excepted). Where
 * somebody else handles a signal, the child stays until that is done: there may be something to remove from it.
 */
export function endWithThisProcess(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
  if (watching) return;
  watching = true;
  process.on("exit", () => {
    for (const one of running) killGroup(one, "SIGKILL");
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      if (process.listenerCount(signal) > 0) return;
      for (const one of running) killGroup(one, "SIGKILL");
      process.kill(process.pid, signal);
    });
  }
}

/** Sends a signal to a detached child and everything it started; one that is gone already is no fault. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ESRCH") throw thrown;
  }
}
