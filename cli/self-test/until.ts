import { setTimeout as sleep } from "node:timers/promises";
import { StepFailed } from "./step";

/** `yet`: what there is instead, for the message if time runs out. */
export type Attempt<Result> = { done: Result } | { yet: string };

/** How a wait ends. */
export interface Patience {
  signal: AbortSignal;
  /** How long to wait for one thing. */
  maxMs: number;
}

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 2_000;

/**
 * Tries until it is done, with growing pauses.
 *
 * @param what as in "the login is active"
 * @returns also how long it took, in milliseconds
 * @throws StepFailed when time is up; the signal's reason; what an attempt throws
 */
export async function until<Result>(
  what: string,
  { signal, maxMs }: Patience,
  attempt: () => Promise<Attempt<Result>>,
): Promise<{ result: Result; ms: number }> {
  const begin = performance.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
    signal.throwIfAborted();
    const outcome = await attempt();
    const ms = performance.now() - begin;
    if ("done" in outcome) return { result: outcome.done, ms };
    if (ms > maxMs)
      throw new StepFailed(`not within ${Math.round(maxMs / 1_000)} s: ${what} (${outcome.yet})`);
    await sleep(pause, undefined, { signal });
  }
}

/** As a person reads it: one decimal. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
