/**
 * Counts the messages a mailer holds, waiting or in progress, against its limit. A producer whose `ready()` resolves
 * keeps its reserved place until the end of the current turn of the event loop, so that of many waiting producers
 * only as many continue as there are free places.
 */
export class Backlog {
  private held = 0;
  private reserved = 0;
  private expiryScheduled = false;
  private open = true;
  private readonly waiting: (() => void)[] = [];
  private empty: (() => void) | undefined;

  constructor(private readonly limit: number) {}

  get isOpen(): boolean {
    return this.open;
  }

  get size(): number {
    return this.held;
  }

  /** @returns false if the backlog is full */
  enter(): boolean {
    if (this.held >= this.limit) return false;
    this.held++;
    this.reserved = Math.max(0, this.reserved - 1);
    return true;
  }

  leave(): void {
    this.held--;
    this.admit();
    if (this.held === 0) this.empty?.();
  }

  /** Resolves when the caller may enter, in the same turn of the event loop. */
  ready(): Promise<void> {
    return new Promise(resolve => {
      this.waiting.push(resolve);
      this.admit();
    });
  }

  /** Releases everyone who waits. Resolves when the last message has left. */
  close(): Promise<void> {
    this.open = false;
    this.admit();
    return this.held === 0 ? Promise.resolve() : new Promise(resolve => (this.empty = resolve));
  }

  private admit(): void {
    while (this.waiting.length > 0 && (!this.open || this.held + this.reserved < this.limit)) {
      this.reserved++;
      this.waiting.shift()?.();
    }
    if (this.reserved > 0 && !this.expiryScheduled) this.expireReservations();
  }

  /** A reservation that is not used goes to the next producer. */
  private expireReservations(): void {
    this.expiryScheduled = true;
    setImmediate(() => {
      this.expiryScheduled = false;
      this.reserved = 0;
      this.admit();
    });
  }
}
