/** Time as a dependency, so that tests can control it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** A clock that also waits for work to end. */
export interface WaitingClock extends Clock {
  /** @returns undefined if the work has not ended within this time; it goes on */
  waitFor<T>(work: Promise<T>, maxMs: number): Promise<T | undefined>;
}

export const systemClock: WaitingClock = {
  now: () => Date.now(),
  sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  waitFor: (work, maxMs) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>(resolve => (timer = setTimeout(() => resolve(undefined), maxMs)));
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  },
};
