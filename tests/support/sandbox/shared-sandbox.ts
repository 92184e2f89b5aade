import { startSandbox, type Sandbox } from "../../../sandbox/sandbox";

/** Long enough for a new key to be rejected at first, and short enough for fast tests. */
const KEY_DELAY_MS = 300;

let starting: Promise<Sandbox> | undefined;

/**
 * One sandbox for all suites of a run, started on first use. Each suite uses its own usernames, so that suites do
 * not depend on each other.
 */
export function sharedSandbox(): Promise<Sandbox> {
  starting ??= startSandbox({ keyDelayMs: KEY_DELAY_MS });
  return starting;
}

/** Called after the last suite, by tests/support/root-hooks.ts. */
export async function closeSharedSandbox(): Promise<void> {
  await (await starting?.catch(() => undefined))?.close();
  starting = undefined;
}
