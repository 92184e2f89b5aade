import { allowing, allowingOnly, senderAttributes, senderPatterns } from "../shared/sender-history";
import type { Observation } from "./observe";
import type { Step } from "./plan/step";
import type { RunState } from "./run-state";
import type { StepContext } from "./steps/step-context";

/**
 * Notes in the lease item, before the policy is put, which senders it allows: messages from them are no violation from
 * then on, however this run ends. Of a login of which nothing is noted yet no message is judged, so that the release of
 * the lease is soon enough.
 */
export async function noteSenders({
  state,
  lease,
  ports,
  observed: { desired },
}: StepContext): Promise<void> {
  if (desired.kind !== "enabled" || state.senders === undefined) return;
  const senders = allowing(state.senders, senderPatterns(desired.patterns, desired.rules), ports.clock.now());
  if (senders === state.senders) return;
  await lease.record(senderAttributes(senders));
  state.senders = senders;
}

/**
 * Everything that was planned is done: IAM's policy allows exactly these senders, or none. The release of the lease writes
 * it.
 *
 * Not so if a user that no list shows may have another policy, or a write that was not answered may still put one: the look
 * that is booked settles it. Nor if the request could not be carried out: then its senders were not put into any policy.
 */
export function settleSenders(
  { desired, actual }: Observation,
  steps: readonly Step[],
  state: RunState,
  now: number,
): void {
  if (state.mayHaveOrphans || steps.some(({ kind }) => kind === "publishFailure")) return;
  if (actual.secured) state.senders = allowingOnly(state.senders, [], now);
  else if (desired.kind === "enabled") {
    const patterns = senderPatterns(desired.patterns, desired.rules);
    state.senders = allowingOnly(state.senders, patterns, now);
  }
}
