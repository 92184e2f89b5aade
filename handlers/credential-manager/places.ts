import type { WaitingClock } from "../shared/clock";

/**
 * Of an event's usernames, this many make AWS calls at a time; one that waits for a login, for a key to be accepted or for
 * a throttle to pass gives its place to the next. All at once, their calls would queue up behind each other, and before
 * those of a login that is to be stopped, until all of them time out together.
 */
const MAX_AT_WORK = 4;

/** Places for the usernames of one event. */
export class Places {
  private free = MAX_AT_WORK;
  private readonly waiting: (() => void)[] = [];

  /** Runs one username's work in a place of its own, on a clock whose waits give the place away meanwhile. */
  async work<T>(clock: WaitingClock, run: (clock: WaitingClock) => Promise<T>): Promise<T> {
    await this.take();
    const away = <Result>(wait: Promise<Result>): Promise<Result> => {
      this.give();
      return wait.finally(() => this.take());
    };
    try {
      return await run({
        now: () => clock.now(),
        sleep: milliseconds => away(clock.sleep(milliseconds)),
        waitFor: (work, maxMs) => away(clock.waitFor(work, maxMs)),
      });
    } finally {
      this.give();
    }
  }

  private take(): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return Promise.resolve();
    }
    return new Promise(resolve => this.waiting.push(resolve));
  }

  private give(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
