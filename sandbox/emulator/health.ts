import { setTimeout as sleep } from "node:timers/promises";

/** Whether an emulator answers there. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL("/_ministack/health", url), { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false; // not listening yet, or not at all: the caller decides how long to ask
  }
}

/** Asks until `probe` is true; false when `withinMs` has passed, or as soon as `hopeless` says so. */
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
