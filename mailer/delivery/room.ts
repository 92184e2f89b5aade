/**
 * How many messages a mailer holds, waiting or under way, and who may bring the next. Who was told that there is room
 * has it until the end of the present turn of the event loop: of many that wait, as many go on as there is room for.
 */
export class Room {
  private held = 0;
  private promised = 0;
  private expiring = false;
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

  /** @returns false where it is full */
  enter(): boolean {
    if (this.held >= this.limit) return false;
    this.held++;
    this.promised = Math.max(0, this.promised - 1);
    return true;
  }

  leave(): void {
    this.held--;
    this.admit();
    if (this.held === 0) this.empty?.();
  }

  /** Resolves when the caller may enter, at once. */
  ready(): Promise<void> {
    return new Promise(resolve => {
      this.waiting.push(resolve);
      this.admit();
    });
  }

  /** Nobody waits for room any more. Resolves when the last has left. */
  close(): Promise<void> {
    this.open = false;
    this.admit();
    return this.held === 0 ? Promise.resolve() : new Promise(resolve => (this.empty = resolve));
  }

  private admit(): void {
    while (this.waiting.length > 0 && (!this.open || this.held + this.promised < this.limit)) {
      this.promised++;
      this.waiting.shift()?.();
    }
    if (this.promised > 0 && !this.expiring) this.expire();
  }

  /** A promise that is not taken up goes to the next. */
  private expire(): void {
    this.expiring = true;
    setImmediate(() => {
      this.expiring = false;
      this.promised = 0;
      this.admit();
    });
  }
}
