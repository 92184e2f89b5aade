import type { SendDeadline } from "./send-deadline";

/** Limits how many messages are attempted at once; the others wait, first come, first served. */
export class Semaphore {
  private readonly waiting = new Set<() => void>();

  constructor(private free: number) {}

  /** Runs the work once a place is free. Rejects with the reason where the send is stopped while it waits. */
  async run<Result>(work: () => Promise<Result>, deadline: SendDeadline): Promise<Result> {
    await this.acquire(deadline);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private acquire(deadline: SendDeadline): Promise<void> {
    if (deadline.stopped) return Promise.reject(deadline.stopped);
    if (this.free > 0) {
      this.free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const proceed = () => {
        deadline.whenStopped = undefined;
        resolve();
      };
      deadline.whenStopped = reason => {
        deadline.whenStopped = undefined;
        this.waiting.delete(proceed);
        reject(reason);
      };
      this.waiting.add(proceed);
    });
  }

  private release(): void {
    const [next] = this.waiting;
    if (next === undefined) this.free++;
    else {
      this.waiting.delete(next);
      next();
    }
  }
}
