import { setTimeout as sleep } from "node:timers/promises";

/** What one check found: the result, or a description of the current state. */
export type Look<T> = { done: T } | { yet: string };

const PAUSE_MS = 100;

/**
 * Checks repeatedly until there is a result.
 *
 * @param what named in the error
 * @throws Error with the last state seen, after `boundMs`
 */
export async function pollUntil<T>(what: string, boundMs: number, look: () => Promise<Look<T>>): Promise<T> {
  const end = Date.now() + boundMs;
  for (;;) {
    const seen = await look();
    if ("done" in seen) return seen.done;
    if (Date.now() > end) throw new Error(`Waited ${boundMs / 1000} s for ${what}; last state: ${seen.yet}`);
    await sleep(PAUSE_MS);
  }
}

/** Probes until true; returns false once `withinMs` has passed, or as soon as `hopeless` returns true. */
export async function eventually(
  probe: () => Promise<boolean>,
  {
    withinMs,
    everyMs = 40,
    hopeless = () => false,
  }: { withinMs: number; everyMs?: number; hopeless?: () => boolean },
): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && !hopeless()) {
    if (await probe()) return true;
    await sleep(everyMs);
  }
  return false;
}
