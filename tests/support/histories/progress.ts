import type { Ending } from "../reconciler/stage";
import { USERNAMES } from "./moves";

/** How long after their own last change runs take what they did for all that is to be done, at least. */
const UNSEEN_MS = 60_000;

/** A run in progress. */
export interface RunInProgress {
  username: string;
  /** Something else has changed its username since: what it leaves says nothing about it. */
  disturbed: boolean;
  /** The record has changed since it started. */
  outdated: boolean;
}

/** What has become of each change: which runs saw it, and what was lost on the way. */
export class Progress {
  readonly runs = new Set<RunInProgress>();
  /** Usernames whose last change was delivered, or seen by a run: it must not need the sweep. */
  private readonly seen = new Set<string>();
  /** Usernames whose event was lost when its invocation died: only the sweep finds what it left. */
  private readonly lost = new Set<string>();
  /** Usernames with a run that failed, and none since that succeeded. */
  private readonly failed = new Set<string>();
  /**
   * Usernames that strangers changed, and until when stale answers may hide it. Before a run has looked at IAM after that,
   * only the sweep need find it.
   */
  private readonly unseen = new Map<string, number>();

  /** An administrator has changed a record. @param delivered whether the stream delivers it */
  changed(username: string, delivered: boolean): void {
    if (delivered && !this.unseen.has(username)) this.seen.add(username);
    else this.seen.delete(username);
    for (const run of this.runs) {
      run.disturbed ||= run.username === username;
      run.outdated ||= run.username === username;
    }
  }

  /** A rule that the record depends on has changed. */
  disturb(username: string): void {
    for (const run of this.runs) run.disturbed ||= run.username === username;
  }

  /** Somebody has changed an IAM user, which makes no event. */
  changedByStranger(username: string, now: number, staleMs: number): void {
    this.seen.delete(username);
    for (const run of this.runs) run.disturbed ||= run.username === username;
    this.unseen.set(username, now + Math.max(staleMs, UNSEEN_MS));
  }

  /** A run has listed the users in IAM. */
  looked(username: string, now: number): void {
    if (now >= (this.unseen.get(username) ?? 0)) this.unseen.delete(username);
  }

  /** Whether the event of an invocation that died is lost with it. @param happens asked only if it is about a username */
  losesEvent(payload: string, happens: () => boolean): boolean {
    const names = USERNAMES.filter(username => payload.includes(JSON.stringify(username)));
    const lost = names.length > 0 && happens();
    if (lost) for (const name of names) this.lost.add(name);
    return lost;
  }

  isLost(username: string): boolean {
    return this.lost.has(username);
  }

  begin(username: string): RunInProgress {
    const run = { username, disturbed: false, outdated: false };
    this.runs.add(run);
    return run;
  }

  /** @returns whether what the run leaves must be right */
  end(run: RunInProgress, ending: Ending): boolean {
    const { username } = run;
    this.runs.delete(run);
    const unseen = this.unseen.has(username);
    const others = [...this.runs].filter(other => other.username === username);
    if (ending !== "done") {
      this.failed.add(username);
      for (const other of others) other.disturbed = true;
      return false;
    }
    if (!run.outdated) {
      this.failed.delete(username);
      if (!unseen) this.seen.add(username);
    }
    return !unseen && !run.disturbed && others.length === 0 && !this.lost.has(username);
  }

  /** A retry has found that another run did its work. */
  skip(username: string): void {
    this.failed.delete(username);
  }

  /** Whether a failed run's work must wait somewhere. */
  owes(username: string): boolean {
    return this.failed.has(username) && !this.lost.has(username);
  }

  /** Whether the last change must be carried out without the sweep. */
  isSeen(username: string): boolean {
    return this.seen.has(username) && !this.lost.has(username);
  }
}
