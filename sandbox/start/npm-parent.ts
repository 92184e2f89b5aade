/** A parent that is gone is noticed within this. */
const EVERY_MS = 1_000;

/**
 * Resolves when the npm that started this process is gone. npm passes signals on, but killed outright, or as a job
 * of something that was, it leaves its child to another parent, and the sandbox would run for ever.
 *
 * The script "start" in package.json says `exec`, so that npm is the parent and not a shell between. Started in
 * another way, a process may well outlive its parent: then it never resolves.
 */
export function endOfNpm(environment: NodeJS.ProcessEnv = process.env): Promise<undefined> {
  return new Promise(resolve => {
    if (environment.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve(undefined);
    }, EVERY_MS);
    timer.unref();
  });
}
