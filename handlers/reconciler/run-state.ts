import type { LeaseHandover } from "./lease/lease";
import { SETTLE_MS } from "./plan/waits";

/** What one run knows without asking: what it has done itself, and what the previous holder of the lease noted. */
export class RunState {
  /** The secret of the key just created; stored nowhere else yet. */
  unsavedKey: { user: string; key: string; password: string } | undefined;
  /** The user that was created, or was about to be; IAM may not show it yet. */
  userName: string | undefined;
  userArn: string | undefined;
  /** Milliseconds since 1970 of the last change in IAM. */
  changedAt: number | undefined;
  /** Deleted by this run, whatever IAM's lists still show. */
  readonly deleted = new Set<string>();
  /** Waited since the last change. */
  msSinceChange = 0;
  /** There may be a key or a user nobody knows about. */
  mayHaveOrphans: boolean;
  /** Nothing of the username is left. */
  nothingLeft = false;

  constructor(handover: LeaseHandover) {
    this.userName = handover.userName;
    this.changedAt = handover.changedAt;
    this.mayHaveOrphans = handover.abandoned;
  }

  changed(now: number): void {
    this.changedAt = now;
    this.msSinceChange = 0;
  }

  /** @param confirmed whether IAM reported that it deleted it; "no such user" may be a stale answer */
  removed(user: string, confirmed: boolean, now: number): void {
    if (confirmed) this.deleted.add(user);
    else if (this.mayBeStale(now)) this.mayHaveOrphans = true;
    if (this.userName === user) this.userName = undefined;
    if (this.unsavedKey?.user === user) this.unsavedKey = undefined;
  }

  waited(milliseconds: number): void {
    this.msSinceChange += milliseconds;
    if (this.msSinceChange >= SETTLE_MS) this.mayHaveOrphans = false;
  }

  /** IAM may still show the state before the last change. A change in the future means that a clock was set back. */
  mayBeStale(now: number): boolean {
    if (this.msSinceChange >= SETTLE_MS) return false;
    return this.mayHaveOrphans || (this.changedAt !== undefined && now - this.changedAt < SETTLE_MS);
  }
}
