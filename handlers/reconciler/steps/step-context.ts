import type { ReadRecord } from "../adapters/credential-store";
import { StaleView } from "../failures/errors";
import type { Lease } from "../lease/lease";
import type { Observation } from "../observe";
import type { Ports, Run } from "../ports";
import type { RunState } from "../run-state";

/** The longest sleep before the lease is renewed. */
const MAX_SLEEP_MS = 5_000;

/** What the steps of one plan share. */
export class StepContext {
  /** The login whose secret is safely stored. */
  login: { user: string; password: string } | undefined;
  private current: ReadRecord | undefined;

  constructor(
    readonly run: Run,
    readonly ports: Ports,
    readonly lease: Lease,
    readonly state: RunState,
    readonly observed: Observation,
  ) {
    this.current = observed.record;
    const { secret } = observed.hints;
    if (secret && observed.password !== undefined)
      this.login = { user: secret.accessKeyId, password: observed.password };
  }

  /** The record as it was read, or as the last step wrote it. */
  get record(): ReadRecord {
    if (this.current === undefined) throw new StaleView("There is no record to write to.");
    return this.current;
  }

  set record(written: ReadRecord) {
    this.current = written;
  }

  /**
   * Makes a change in IAM. It is noted before, because the call may never return, and after, because it may have taken
   * effect only then.
   */
  async change<T>(act: () => Promise<T>): Promise<T> {
    this.noteChange();
    try {
      return await act();
    } finally {
      this.noteChange();
    }
  }

  noteChange(): void {
    this.state.changed(this.ports.clock.now());
  }

  /** Sleeps in slices between which the lease is kept. @throws LeaseLost */
  async sleep(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= MAX_SLEEP_MS) {
      const slice = Math.min(left, MAX_SLEEP_MS);
      await this.ports.clock.sleep(slice);
      this.state.waited(slice);
      await this.lease.keep();
    }
  }

  now(): Date {
    return new Date(this.ports.clock.now());
  }
}
