import type { RuleSenders } from "../../../records/rule-senders";
import { isThrottled } from "../../shared/throttled";
import { asksTheSame, type ReadRecord } from "../adapters/record-versions";
import { mayHaveTakenEffect } from "../failures/answered";
import { Interrupted, StaleView } from "../failures/errors";
import type { Failure } from "../failures/catalogue";
import type { Lease, Mark } from "../lease/lease";
import type { Observation } from "../observe";
import type { Ports, Run } from "../ports";
import type { RunState } from "../run-state";
import type { Stopping } from "./persistently";
import { MAX_SLEEP_MS, pauseForThrottle } from "./throttle";

/**
 * A write that opens a login comes at most this long after a read of the lease, which shows whether there is a new
 * request. A new credential takes less from its first call to its last, so it costs no call.
 */
const MAX_UNSEEN_BEFORE_OPENING_MS = 2_000;

/** What the steps of one plan share. */
export class StepContext {
  /** The login whose secret is safely stored. */
  login: { user: string; password: string } | undefined;
  /** The parts of a working login's record that were left out. */
  readonly leftOut: Failure | undefined;
  /** What receiving rules allow besides. */
  readonly rules: RuleSenders | undefined;
  /** A login attempt was refused. */
  refused = false;
  private current: ReadRecord | undefined;

  constructor(
    readonly run: Run,
    readonly ports: Ports,
    readonly lease: Lease,
    readonly state: RunState,
    readonly observed: Observation,
  ) {
    this.current = observed.record;
    const { desired } = observed;
    this.leftOut = desired.kind === "enabled" ? desired.mistake?.leftOut : undefined;
    this.rules = desired.kind === "enabled" ? desired.rules : undefined;
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

  /** The record now; undefined if there is none. */
  get latest(): ReadRecord | undefined {
    return this.current;
  }

  /**
   * Keeps the lease. If somebody has marked it, the record is read again.
   *
   * @param maxUnseenMs reads the lease if it was not read for this long
   * @throws Interrupted if it asks for something else now, or if whoever marked the lease has changed IAM; LeaseLost
   */
  async keep(maxUnseenMs?: number): Promise<void> {
    await this.lease.keep(maxUnseenMs);
    const mark = this.lease.takeMark();
    if (mark) await this.heed(mark);
  }

  /**
   * Makes a change in IAM.
   *
   * @param opens the change can open a login
   * @throws as {@link attempt} does
   */
  async change<T>(act: () => Promise<T>, opens = false): Promise<T> {
    const answer = await this.attempt(act, opens);
    this.noteChange();
    return answer;
  }

  /**
   * Makes a call that may change something in IAM, again and again while it is throttled: then it did nothing.
   * @throws StillThrottled if time runs out; Interrupted; LeaseLost
   */
  async attempt<T>(act: () => Promise<T>, opens = false): Promise<T> {
    for (let turn = 0; ; turn++) {
      await this.keep(opens ? MAX_UNSEEN_BEFORE_OPENING_MS : undefined);
      try {
        return await act();
      } catch (error) {
        if (!isThrottled(error)) {
          this.noteFailedCall(error);
          throw error;
        }
      }
      await pauseForThrottle(this.run, this.ports, this.state, this.lease, turn);
    }
  }

  /** A call that changes IAM failed: it may have taken effect anyway, or may still do so. */
  private noteFailedCall(error: unknown): void {
    this.noteChange();
    if (mayHaveTakenEffect(error)) this.state.unanswered(this.ports.clock.now());
  }

  noteChange(): void {
    this.state.changed(this.ports.clock.now());
  }

  /**
   * Sleeps in slices between which the lease is kept.
   * @param maxUnseenMs wakes up to read the lease whenever it was not read for this long
   * @throws LeaseLost, Interrupted
   */
  async sleep(milliseconds: number, maxUnseenMs?: number): Promise<void> {
    for (let left = milliseconds; left > 0;) {
      const slice = Math.min(left, MAX_SLEEP_MS, this.msToLook(maxUnseenMs));
      await this.ports.clock.sleep(slice);
      this.state.waited(slice);
      left -= slice;
      await this.keep(maxUnseenMs);
    }
  }

  /** What stopping a login needs, which has connections of its own. */
  stopping(): Stopping {
    const { run, ports, state } = this;
    return { run, ports, state, keep: () => this.keep() };
  }

  /** The time until the lease has not been seen for that long; at least a millisecond. */
  msToLook(maxUnseenMs = Infinity): number {
    return Math.max(1, Math.min(maxUnseenMs, maxUnseenMs - this.lease.unseenMs));
  }

  now(): Date {
    return new Date(this.ports.clock.now());
  }

  private async heed(mark: Mark): Promise<void> {
    this.state.heard(mark);
    const record = await this.ports.store.read(this.run.username);
    const same =
      record === undefined || this.current === undefined
        ? record === this.current
        : asksTheSame(record, this.current);
    if (!same || mark.changedAt !== undefined)
      throw new Interrupted(`The record of ${this.run.username} was changed while its lease was held.`);
  }
}
