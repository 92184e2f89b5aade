import { NotBooked } from "./failures/errors";
import { describeError } from "./failures/aws-text";
import type { Ports, Run } from "./ports";
import type { RunState } from "./run-state";

/** @throws NotBooked: the invocation must not end as if everything were done */
export async function bookWakeUp(run: Run, ports: Ports, atMs: number): Promise<void> {
  try {
    await ports.wakeUps.book(run.username, atMs, run.correlationId);
  } catch (error) {
    throw new NotBooked(`A wake-up for ${run.username} could not be booked.`, {
      cause: describeError(error),
    });
  }
}

/** Books the checks that this run leaves for later and that are not booked yet. @throws NotBooked */
export async function bookLook(run: Run, ports: Ports, state: RunState): Promise<void> {
  for (const at of state.looksDue()) {
    if (state.booked.has(at)) continue;
    await bookWakeUp(run, ports, at);
    state.booked.add(at);
  }
}
