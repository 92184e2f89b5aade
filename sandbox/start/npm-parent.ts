/** How often the parent is checked. */
const INTERVAL_MS = 1_000;

/**
 * Resolves when the npm process that started this one has exited. npm forwards signals, but if it is killed with
 * SIGKILL, its child gets a new parent and the sandbox would run forever.
 *
 * The "start" script in package.json uses `exec`, so that npm is the direct parent, without a shell in between. Never
 * resolves for a process that npm did not start: it may outlive its parent.
 */
export function npmExit(environment: NodeJS.ProcessEnv = process.env): Promise<undefined> {
  return new Promise(resolve => {
    if (environment.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve(undefined);
    }, INTERVAL_MS);
    timer.unref();
  });
}
