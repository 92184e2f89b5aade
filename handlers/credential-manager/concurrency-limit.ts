import type { WaitingClock } from "../shared/clock";

/**
 * How many of an event's usernames make AWS calls at a time. While one waits for a login, for its key to be accepted or
 * for throttling to end, the next one takes its place. If all of them called at once, their calls would queue up, also
 * in front of those that stop a login, until they time out together.
 */
const MAX_CONCURRENT = 4;

/** An event of more usernames replaces several of this many, and may do what they would. */
const USERNAMES = 25;

/** Limits how many usernames of one event make calls at a time. */
export class ConcurrencyLimit {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  /** @param usernames how many the event names */
  constructor(usernames: number) {
    this.free = MAX_CONCURRENT * Math.ceil(usernames / USERNAMES);
  }

  /** Runs the work of one username within the limit, on a clock whose waits free its place meanwhile. */
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
