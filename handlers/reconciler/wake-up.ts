import { NotBooked } from "./failures/errors";
import { describeError } from "./failures/aws-text";
import type { Ports, Run } from "./ports";
import type { RunState } from "./run-state";

/** @throws NotBooked: the invocation must not end as if all were done */
export async function bookWakeUp(run: Run, ports: Ports, atMs: number): Promise<void> {
  try {
    await ports.wakeUps.book(run.username, atMs, run.correlationId);
  } catch (error) {
    throw new NotBooked(`A wake-up for ${run.username} could not be booked.`, {
      cause: describeError(error),
    });
  }
}

/** Books the look that this run owes, if there is one and it is not booked yet. @throws NotBooked */
export async function bookLook(run: Run, ports: Ports, state: RunState): Promise<void> {
  const { lookAgainAt } = state;
  if (lookAgainAt === undefined || state.bookedAt === lookAgainAt) return;
  await bookWakeUp(run, ports, lookAgainAt);
  state.bookedAt = lookAgainAt;
}
