/** Time that passes only while everybody waits. Events at the same instant happen in the order they were scheduled. */
export class VirtualTime {
  private elapsed = 0;
  private offset: number;
  private order = 0;
  /** A binary heap: the next event first. */
  private readonly events: Event[] = [];

  constructor(startsAt = Date.parse("2026-01-01T00:00:00Z")) {
    this.offset = startsAt;
  }

  /** Milliseconds since the start; monotonic. */
  get running(): number {
    return this.elapsed;
  }

  /** What the functions' clocks show, in milliseconds since 1970. */
  now(): number {
    return Math.floor(this.elapsed + this.offset);
  }

  /** Sets the functions' clocks forward or back. */
  step(milliseconds: number): void {
    this.offset += milliseconds;
  }

  after(milliseconds: number, happen: () => void): void {
    const { events } = this;
    const event = { at: this.elapsed + Math.max(0, milliseconds), order: this.order++, happen };
    let at = events.length;
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(event, events[parent]!); parent = (at - 1) >> 1) {
      events[at] = events[parent]!;
      at = parent;
    }
    events[at] = event;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.after(milliseconds, resolve));
  }

  /** Runs events until none is left, or until that much time has passed. */
  async run(milliseconds = Infinity): Promise<void> {
    const until = this.elapsed + milliseconds;
    await settled();
    for (let next = this.take(until); next; next = this.take(until)) {
      this.elapsed = Math.max(this.elapsed, next.at);
      next.happen();
      await settled();
    }
    if (until !== Infinity) this.elapsed = until;
  }

  /** Removes the next event if it happens by then. */
  private take(until: number): Event | undefined {
    const { events } = this;
    const [first] = events;
    if (first === undefined || first.at > until) return undefined;
    const last = events.pop()!;
    if (events.length === 0) return first;
    let at = 0;
    for (let child = 1; child < events.length; child = 2 * at + 1) {
      if (child + 1 < events.length && isBefore(events[child + 1]!, events[child]!)) child++;
      if (!isBefore(events[child]!, last)) break;
      events[at] = events[child]!;
      at = child;
    }
    events[at] = last;
    return first;
  }
}

interface Event {
  at: number;
  order: number;
  happen: () => void;
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Resolves once every promise that can continue without time passing has continued. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
