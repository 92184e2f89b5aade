import { converge } from "./converge";
import { acquireLease } from "./lease/acquire";
import type { Ports, Run } from "./ports";
import { RunState } from "./run-state";

/**
 * Makes the credential of one username what its record asks for, whatever state either is in. Safe to run at any time,
 * twice, or again after it stopped at any point; only one run at a time works on a username.
 *
 * @throws the last error if there is no record to write it to, or if the table itself fails; LeaseLost if another run
 *   held the lease all the while; RetryLater if time runs out. Run it again in all of these cases.
 */
export async function reconcile(run: Run, ports: Ports): Promise<void> {
  const lease = await acquireLease(run, ports);
  const state = new RunState(lease.handover);
  try {
    await converge(run, ports, lease, state);
  } finally {
    await (state.nothingLeft ? lease.forget() : lease.release(state));
  }
}
