import type { StreamRecord } from "../../../handlers/shared/stream-records";
import type { Deployment } from "../deployment/deployment";
import type { Invariants } from "./invariants";
import { type Move, USERNAMES } from "./moves";
import type { Progress } from "./progress";
import { changeRule } from "./rule-changes";

/**
 * No sweep finds a rule that the stream never reports: it compares those that it knows. But Lambda reports what it discards,
 * here when the stream no longer has it, and then the table is searched.
 */
const TRIMMED_MS = 25 * 3_600_000;

/** The receiving system's administrators at work. */
export class RuleMoves {
  /** Patterns of the rules whose last change is reported as discarded, a day later. */
  private readonly lost = new Set<string>();

  constructor(
    private readonly deployment: Deployment,
    private readonly progress: Progress,
    private readonly invariants: Invariants,
  ) {}

  /** Some changes may not be known yet. */
  get areLost(): boolean {
    return this.lost.size > 0;
  }

  /** @param write makes a change as an administrator, and returns the stream's records of it */
  make(
    { pattern, change, deliveries }: Move & { kind: "rule" },
    write: (change: () => void) => StreamRecord[],
  ): void {
    const { stage, mapping } = this.deployment;
    const records = write(() => changeRule(stage, pattern, change));
    if (records.length === 0) return; // as it was
    for (const username of USERNAMES) {
      const { mailbox, allowed_from_addresses: list } = stage.record(username) ?? {};
      if (mailbox === undefined) continue;
      this.progress.disturb(username);
      // Without a list of its own, its login works only while a rule gives it an address.
      if (list === undefined) this.invariants.handedOut.stopped(username);
    }
    if (deliveries.length > 0) this.lost.delete(pattern);
    else {
      this.lost.add(pattern);
      for (const record of records) mapping.discard(record, TRIMMED_MS);
    }
    for (const delay of deliveries) for (const record of records) mapping.deliver(record, delay);
  }
}
