/** Looks again until it is so. Never waits for a fixed time, and never for ever. */
export type Look<T> = { done: T } | { yet: string };

const PAUSE_MS = 100;

/**
 * @param what named in the error
 * @throws Error with what was seen last, after `boundMs`
 */
export async function pollUntil<T>(what: string, boundMs: number, look: () => Promise<Look<T>>): Promise<T> {
  const end = Date.now() + boundMs;
  for (;;) {
    const seen = await look();
    if ("done" in seen) return seen.done;
    if (Date.now() > end) throw new Error(`Waited ${boundMs / 1000} s for ${what}; last: ${seen.yet}`);
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}
