import type { Trace } from "./lease";
import { SETTLE_MS } from "./plan";

/** What one reconciliation knows without asking: what it has done itself, and what its predecessor noted. */
export class Memory {
  /** The secret of the key just made; nowhere else until it is stored. */
  held: { user: string; key: string; password: string } | undefined;
  /** The user that was made, or was about to be; IAM may not show it yet. */
  userName: string | undefined;
  userArn: string | undefined;
  /** Milliseconds since 1970 of the last change in IAM. */
  changedAt: number | undefined;
  /** Deleted by this run, whatever IAM's lists still show. */
  readonly deleted = new Set<string>();
  /** Waited since the last change. */
  quietMs = 0;
  /** There may be a key or a user that nobody knows of. */
  doubtful: boolean;
  /** Nothing of the username is left. */
  forgotten = false;

  constructor(trace: Trace) {
    this.userName = trace.userName;
    this.changedAt = trace.changedAt;
    this.doubtful = trace.abandoned;
  }

  changed(now: number): void {
    this.changedAt = now;
    this.quietMs = 0;
  }

  /** @param confirmed whether IAM said that it deleted it; that it knows no such user may be old news */
  removed(user: string, confirmed: boolean, now: number): void {
    if (confirmed) this.deleted.add(user);
    else if (this.unsettled(now)) this.doubtful = true;
    if (this.userName === user) this.userName = undefined;
    if (this.held?.user === user) this.held = undefined;
  }

  waited(milliseconds: number): void {
    this.quietMs += milliseconds;
    if (this.quietMs >= SETTLE_MS) this.doubtful = false;
  }

  /** IAM may still answer with what was before the last change. A change in the future is a clock set back. */
  unsettled(now: number): boolean {
    if (this.quietMs >= SETTLE_MS) return false;
    return this.doubtful || (this.changedAt !== undefined && now - this.changedAt < SETTLE_MS);
  }
}
