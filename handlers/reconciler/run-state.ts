import type { UnmanagedLogin } from "../../records/unmanaged";
import type { ReadRecord } from "./adapters/record-versions";
import type { LeaseHandover, LoginKeys } from "./lease/handover";
import type { Mark } from "./lease/lease";
import type { Said } from "./lease/said";
import type { SenderHistory } from "../shared/sender-history";
import { SETTLE_MS } from "./plan/waits";
import type { PreviousKey } from "./types";

/**
 * How long after an unanswered call to check again: by then it has taken effect, or never will. Also the shortest time
 * until a wake-up.
 */
const LATE_CALL_MS = 60_000;

/** What this invocation knows from an earlier hold of the lease, or from before it held one. */
export interface Earlier {
  /** It has written to IAM. */
  wrote: boolean;
  /** When IAM was last changed; milliseconds since 1970. */
  changedAt: number | undefined;
  lookAgainAt: number | undefined;
  mayHaveOrphans: boolean;
  reported: boolean;
}

/** What one hold of the lease knows without asking: what it has done, and what the previous holder noted. */
export class RunState implements Earlier, LoginKeys {
  /** The secret of the key just created; stored nowhere else yet. */
  unsavedKey: { user: string; key: string; password: string } | undefined;
  /** The user that was created, or was about to be; IAM may not show it yet. */
  userName: string | undefined;
  userArn: string | undefined;
  /** Milliseconds since 1970 of the last change in IAM. */
  changedAt: number | undefined;
  wrote: boolean;
  /** When to check again; undefined if this run leaves nothing to check. */
  lookAgainAt: number | undefined;
  /** The checks that are already booked. */
  readonly booked = new Set<number>();
  /** The access key that was published last. */
  currentKey: string | undefined;
  /** The same, if IAM has shown it inactive at a time when it hides nothing. */
  stoppedKey: string | undefined;
  previous: PreviousKey | undefined;
  compromised: boolean;
  unmanaged: UnmanagedLogin | undefined;
  /** It was compromised when this run began, or is reported so now. */
  wasCompromised: boolean;
  /** What people were told about the login. */
  said: Said;
  /** The senders that IAM lets it use, and let it use before. */
  senders: SenderHistory | undefined;
  /** The record as this run has left it; undefined if it has not come to an end yet, or there is none. */
  outcome: ReadRecord | undefined;
  /** When the login ends. */
  validUntil: number | undefined;
  /** When this run looked at the record last. */
  lookedAt: number;
  /** The last holder finished, left nothing to check, and IAM has not changed since. */
  foundDone: boolean;
  /** How long this run has waited for IAM to list something. */
  waitedForIamMs = 0;
  /** It has waited long enough: the run that is booked checks the rest. */
  leftToAnother = false;
  /** Users and access keys that this run has deleted, whatever IAM's lists still show. */
  readonly deleted = new Set<string>();
  /** There may be a key or a user that no record or lease names. */
  mayHaveOrphans: boolean;
  /** This invocation has reported a failure: if it can be retried, a message waits for that. */
  reported: boolean;
  /** Nothing of the username is left. */
  nothingLeft = false;
  /** Waited since the last change, by a clock that does not step. */
  private waitedMs = 0;

  constructor(handover: LeaseHandover, now: number, earlier?: Earlier) {
    this.lookedAt = now;
    this.userName = handover.userName;
    this.currentKey = handover.currentKey;
    this.previous = handover.previous;
    this.compromised = this.wasCompromised = handover.compromised;
    this.unmanaged = handover.unmanaged;
    this.said = handover.said;
    this.senders = handover.senders;
    this.changedAt = latest(handover.changedAt, earlier?.changedAt);
    this.wrote = earlier?.wrote === true;
    this.reported = earlier?.reported === true;
    this.mayHaveOrphans = handover.abandoned || handover.lookAgainAt !== undefined;
    if (handover.lookAgainAt !== undefined && handover.lookAgainAt > now)
      this.lookAgain(handover.lookAgainAt);
    if (earlier?.lookAgainAt !== undefined) this.lookAgain(earlier.lookAgainAt);
    this.mayHaveOrphans ||= earlier?.mayHaveOrphans === true;
    this.foundDone = earlier === undefined && !this.mayHaveOrphans;
    // The dead holder's last call may have taken effect a moment ago, or may still do so.
    if (handover.abandoned) {
      this.distrust(now);
      this.lookAgain(now + LATE_CALL_MS);
    }
  }

  /** This run has changed IAM, or tried to. */
  changed(now: number): void {
    this.distrust(now);
    this.wrote = true;
  }

  /** IAM was changed at that time: what it shows may be older. */
  distrust(changedAt: number): void {
    this.changedAt = changedAt;
    this.waitedMs = 0;
    this.foundDone = false;
  }

  /** Somebody has marked the lease, and may have changed IAM without it. */
  heard(mark: Mark | undefined): void {
    if (mark?.changedAt !== undefined)
      this.distrust(latest(this.changedAt, mark.changedAt) ?? mark.changedAt);
  }

  /** A write to IAM was not answered: it may still take effect. */
  unanswered(now: number): void {
    this.mayHaveOrphans = true;
    this.lookAgain(now + LATE_CALL_MS);
  }

  /** @param at milliseconds since 1970 */
  lookAgain(at: number): void {
    this.lookAgainAt = latest(this.lookAgainAt, at);
  }

  /**
   * When to check again, as far as this run knows. What had passed when this run read the record is part of this run; what
   * has passed since is not.
   */
  looksDue(): number[] {
    const { lookAgainAt, previous, validUntil, lookedAt } = this;
    const later = [previous?.deleteAt ?? previous?.until, validUntil];
    return [lookAgainAt, ...later.filter(at => at !== undefined && at > lookedAt)].filter(
      at => at !== undefined,
    );
  }

  /** Nothing is left of the login. */
  forgetLogin(): void {
    this.currentKey = undefined;
    this.previous = undefined;
    this.compromised = false;
  }

  /** @param confirmed whether IAM reported that it deleted it; "no such user" may be a stale answer */
  removed(user: string, confirmed: boolean, now: number): void {
    if (confirmed) this.deleted.add(user);
    else if (this.mayBeStale(now)) this.mayHaveOrphans = true;
    if (this.userName === user) this.userName = undefined;
    if (this.unsavedKey?.user === user) this.unsavedKey = undefined;
  }

  /**
   * A key that is gone must not be taken for one that IAM does not list yet: no call on it would ever succeed.
   *
   * @param confirmed as in {@link removed}
   */
  keyGone(key: string, confirmed: boolean): void {
    if (confirmed) this.deleted.add(key);
    if (this.unsavedKey?.key === key) this.unsavedKey = undefined;
  }

  waited(milliseconds: number): void {
    this.waitedMs += milliseconds;
  }

  /** How long IAM has been left alone. A change in the future means that a clock was set back: a negative number. */
  msSinceChange(now: number): number {
    return this.changedAt === undefined ? Infinity : Math.max(this.waitedMs, now - this.changedAt);
  }

  /** IAM may still show the state before the last change. */
  mayBeStale(now: number): boolean {
    return this.msSinceChange(now) < SETTLE_MS;
  }

  /** Once IAM has settled and no call can take effect anymore, what it shows is complete. */
  settle(now: number): void {
    if (this.mayBeStale(now) || (this.lookAgainAt !== undefined && this.lookAgainAt > now)) return;
    this.mayHaveOrphans = false;
    this.lookAgainAt = undefined;
  }
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
