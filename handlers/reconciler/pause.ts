const FIRST_PAUSE_MS = 500;

/**
 * Exponential backoff with jitter: between half and all of 0.5 s, 1 s, 2 s …
 *
 * @param turn 0 for the first pause
 * @param random gives a number from 0 to 1
 * @returns milliseconds
 */
export function pauseMs(turn: number, maxMs: number, random: () => number): number {
  return Math.min(maxMs, FIRST_PAUSE_MS * 2 ** turn) * (0.5 + random() / 2);
}
