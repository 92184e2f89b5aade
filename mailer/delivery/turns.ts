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

  /** Runs in its turn. Rejects with the signal's reason where that is given while it waits. */
  async run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await this.take(signal);
    try {
      return await work();
    } finally {
      this.giveBack();
    }
  }

  private take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.free > 0) {
      this.free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.waiting.delete(turn);
        reject(signal.reason as Error);
      };
      this.waiting.add(turn);
      signal.addEventListener("abort", leave, { once: true });
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
