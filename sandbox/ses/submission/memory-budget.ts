/** Enough for six messages of the largest size at once. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The memory of all messages that are being received, whatever the number of sessions. */
export class MemoryBudget {
  private used = 0;

  constructor(private readonly maxBytes = MAX_BYTES) {}

  /** @returns whether there is room; if not, nothing is taken */
  take(bytes: number): boolean {
    if (this.used + bytes > this.maxBytes) return false;
    this.used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.used -= bytes;
  }
}
