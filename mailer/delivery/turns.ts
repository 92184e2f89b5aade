import type { Watch } from "./watch";

/** A number of places that messages take turns at: first come, first served, and a bound on who may wait. */
export class Turns {
  private readonly waiting = new Set<() => void>();
  private free: number;

  constructor(private readonly places: number) {
    this.free = places;
  }

  get busy(): number {
    return this.places - this.free;
  }

  get queued(): number {
    return this.waiting.size;
  }

  /** Runs in its turn. Rejects with the reason where it is stopped while it waits. */
  async run<Result>(work: () => Promise<Result>, watch: Watch): Promise<Result> {
    await this.take(watch);
    try {
      return await work();
    } finally {
      this.giveBack();
    }
  }

  private take(watch: Watch): Promise<void> {
    if (watch.stopped) return Promise.reject(watch.stopped);
    if (this.free > 0) {
      this.free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn = () => {
        watch.whenStopped = undefined;
        resolve();
      };
      watch.whenStopped = reason => {
        watch.whenStopped = undefined;
        this.waiting.delete(turn);
        reject(reason);
      };
      this.waiting.add(turn);
    });
  }

  private giveBack(): void {
    const [next] = this.waiting;
    if (next === undefined) this.free++;
    else {
      this.waiting.delete(next);
      next();
    }
  }
}
