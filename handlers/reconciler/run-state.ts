import type { LeaseHandover } from "./lease/lease";
import { SETTLE_MS } from "./plan/plan";

/** What one reconciliation knows without asking: what it has done itself, and what its predecessor noted. */
export class RunState {
  /** The secret of the key just made; nowhere else until it is stored. */
  unsavedKey: { user: string; key: string; password: string } | undefined;
  /** The user that was made, or was about to be; IAM may not show it yet. */
  userName: string | undefined;
  userArn: string | undefined;
  /** Milliseconds since 1970 of the last change in IAM. */
  changedAt: number | undefined;
  /** Deleted by this run, whatever IAM's lists still show. */
  readonly deleted = new Set<string>();
  /** Waited since the last change. */
  msSinceChange = 0;
  /** There may be a key or a user that nobody knows of. */
  mayHaveOrphans: boolean;
  /** Nothing of the username is left. */
  nothingLeft = false;

  constructor(trace: LeaseHandover) {
    this.userName = trace.userName;
    this.changedAt = trace.changedAt;
    this.mayHaveOrphans = trace.abandoned;
  }

  changed(now: number): void {
    this.changedAt = now;
    this.msSinceChange = 0;
  }

  /** @param confirmed whether IAM said that it deleted it; that it knows no such user may be old news */
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

  /** IAM may still answer with what was before the last change. A change in the future is a clock set back. */
  mayBeStale(now: number): boolean {
    if (this.msSinceChange >= SETTLE_MS) return false;
    return this.mayHaveOrphans || (this.changedAt !== undefined && now - this.changedAt < SETTLE_MS);
  }
}
