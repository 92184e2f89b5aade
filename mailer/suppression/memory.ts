import { suppressionKey } from "../../records/keys";
import type { Suppression, SuppressionList } from "./types";

/** An in-memory suppression list: for tests, and for a list that the application loads itself. */
export class MemorySuppressionList implements SuppressionList {
  private readonly entries = new Map<string, Suppression>();

  constructor(
    entries: Iterable<Suppression> = [],
    private readonly now: () => Date = () => new Date(),
  ) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: Suppression): void {
    this.entries.set(suppressionKey(entry.address), entry);
  }

  remove(address: string): boolean {
    return this.entries.delete(suppressionKey(address));
  }

  async find(addresses: readonly string[]): Promise<readonly Suppression[]> {
    return addresses.flatMap(address => {
      const entry = this.entries.get(suppressionKey(address));
      return entry && !(entry.expiresAt && entry.expiresAt <= this.now()) ? [{ ...entry, address }] : [];
    });
  }
}
