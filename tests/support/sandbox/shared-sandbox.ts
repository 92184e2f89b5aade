import { startSandbox, type Sandbox } from "../../../sandbox/sandbox";

/** New keys are refused for a moment here too, but not for longer than a test needs to see it. */
const KEY_DELAY_MS = 300;

let starting: Promise<Sandbox> | undefined;

/**
 * One sandbox for all suites of a run, started by the first that asks. Suites use usernames of their own, so
 * none depends on another.
 */
export function sharedSandbox(): Promise<Sandbox> {
  starting ??= startSandbox({ keyDelayMs: KEY_DELAY_MS });
  return starting;
}

/** For the run's last hook: see tests/support/root-hooks.ts. */
export async function closeSharedSandbox(): Promise<void> {
  await (await starting?.catch(() => undefined))?.close();
  starting = undefined;
}
