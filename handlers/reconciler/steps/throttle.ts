import { StillThrottled } from "../failures/errors";
import type { Lease } from "../lease/lease";
import { pauseMs } from "../pause";
import { CLOSING_MS, type Ports, type Run } from "../ports";
import type { RunState } from "../run-state";

/** The longest pause before a throttled call is tried again: with 200 logins at once IAM's limit is shared by all. */
const MAX_THROTTLE_PAUSE_MS = 30_000;

/** The longest sleep before the lease is renewed. */
export const MAX_SLEEP_MS = 5_000;

/**
 * Waits before a throttled call is tried again, and keeps the lease meanwhile. A request to do something else ends it.
 * @throws StillThrottled if time runs out; LeaseLost
 */
export async function pauseForThrottle(
  run: Run,
  ports: Ports,
  state: RunState,
  lease: Lease,
  turn: number,
): Promise<void> {
  const milliseconds = pauseMs(turn, MAX_THROTTLE_PAUSE_MS, ports.random);
  if (run.remainingMs() - milliseconds < CLOSING_MS) throw new StillThrottled();
  for (let left = milliseconds; left > 0 && !lease.isMarked; left -= MAX_SLEEP_MS) {
    const slice = Math.min(left, MAX_SLEEP_MS);
    await ports.clock.sleep(slice);
    state.waited(slice);
    await lease.keep(MAX_SLEEP_MS);
  }
}
