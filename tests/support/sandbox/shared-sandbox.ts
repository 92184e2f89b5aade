import { startSandbox, type Sandbox } from "../../../sandbox/sandbox";
import { atEnd } from "../runner/at-end";

/** Long enough for a new key to be rejected at first, and short enough for fast tests. */
const KEY_DELAY_MS = 300;

let starting: Promise<Sandbox> | undefined;

/**
 * One sandbox for all suites of a process, started on first use and closed after the last suite. Each suite uses its
 * own usernames, so that suites do not depend on each other.
 */
export function sharedSandbox(): Promise<Sandbox> {
  if (starting === undefined) {
    const sandbox = startSandbox({ keyDelayMs: KEY_DELAY_MS });
    atEnd(async () => (await sandbox.catch(() => undefined))?.close());
    starting = sandbox;
  }
  return starting;
}
