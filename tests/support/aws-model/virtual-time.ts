/** Time that passes only while everybody waits. Events at the same instant happen in the order they were scheduled. */
export class VirtualTime {
  private elapsed = 0;
  private offset: number;
  private order = 0;
  private events: { at: number; order: number; happen: () => void }[] = [];

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
    this.events.push({ at: this.elapsed + Math.max(0, milliseconds), order: this.order++, happen });
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

  private take(until: number) {
    let first = -1;
    for (let index = 0; index < this.events.length; index++) {
      const one = this.events[index]!;
      const best = this.events[first];
      if (one.at <= until && (!best || one.at < best.at || (one.at === best.at && one.order < best.order))) {
        first = index;
      }
    }
    return first < 0 ? undefined : this.events.splice(first, 1)[0];
  }
}

/** Resolves once every promise that can continue without time passing has continued. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
