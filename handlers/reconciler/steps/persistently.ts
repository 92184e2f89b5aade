import { isThrottled } from "../../shared/throttled";
import { mayHaveTakenEffect } from "../failures/answered";
import { StillThrottled } from "../failures/errors";
import { CLOSING_MS, type Ports, type Run } from "../ports";
import type { RunState } from "../run-state";
import type { Turn } from "./stop-turns";
import { MAX_SLEEP_MS } from "./throttle";

/** The pause after a call that was not answered, for which its client has waited for seconds. */
const UNANSWERED_PAUSE_MS = 50;

/** How often an unanswered call is tried; its client waits for seconds each time. */
const MAX_UNANSWERED = 3;

/** What stopping logins needs. */
export interface Stopping {
  run: Run;
  ports: Ports;
  state: RunState;
  /** Awaited before each call; keeps a lease if there is one. */
  keep: () => Promise<void>;
}

/**
 * Makes a call again and again while it is throttled, in its turn among the calls of other usernames.
 *
 * @param urgent the login can still send
 * @throws StillThrottled if time runs out
 */
export async function persistently<T>(stopping: Stopping, call: () => Promise<T>, urgent = true): Promise<T> {
  const { run, ports, state, keep } = stopping;
  const { stopTurns: turns, clock } = ports;
  let turn = turns.areTaken ? turns.join(urgent) : undefined;
  try {
    for (let unanswered = 0; ;) {
      if (turn) await untilTurn(stopping, turn);
      await keep();
      let throttled = false;
      try {
        const answer = await call();
        turns.accepted();
        return answer;
      } catch (error) {
        const lost = mayHaveTakenEffect(error);
        if (lost) state.unanswered(clock.now());
        throttled = isThrottled(error);
        if (!throttled && !(lost && ++unanswered < MAX_UNANSWERED)) throw error;
      }
      checkTime(run);
      if (throttled) turn ??= turns.join(urgent);
      if (turn && !turns.isNow(turn)) continue;
      await clock.sleep(turn && throttled ? turns.throttled(turn) : UNANSWERED_PAUSE_MS);
      if (turn) turns.again(turn);
    }
  } finally {
    if (turn) turns.leave(turn);
  }
}

/** Waits for a turn; not longer if those whose turn it is get no answer. */
async function untilTurn({ run, ports, keep }: Stopping, turn: Turn): Promise<void> {
  const { stopTurns: turns, clock } = ports;
  while (!turns.isNow(turn)) {
    const { answers } = turns;
    await clock.waitFor(turns.begins(turn), MAX_SLEEP_MS);
    if (turns.answers === answers) return;
    await keep();
    checkTime(run);
  }
}

function checkTime(run: Run): void {
  if (run.remainingMs() < CLOSING_MS) throw new StillThrottled();
}
