import { UNATTRIBUTED } from "../../../records/email-events";
import type { ItemKey } from "../../../records/keys";
import type { Retention } from "../retention";
import type { Values } from "../table";
import { sourceItem } from "./evidence";
import type { Mark } from "./marks";

/** In a warm execution environment; each entry is about 100 bytes. */
const MAX_REMEMBERED = 5_000;

/**
 * Remembers from which networks each login has sent on which day. Each is written once in an execution environment,
 * together with marks, so it takes no call of its own.
 */
export class Sources {
  private readonly written = new Set<string>();

  constructor(private readonly retention: Retention) {}

  /** The items that are still to be written, and by which names to remember them afterwards. */
  missing(marks: readonly Mark[]): { items: (ItemKey & Values)[]; names: string[] } {
    const found = new Map<string, ItemKey & Values>();
    for (const { username, sent } of marks) {
      if (sent?.source === undefined || username === UNATTRIBUTED) continue;
      const item = sourceItem(username, sent.at, sent.source, this.retention);
      const name = `${item.PK}\n${item.SK}`;
      if (!this.written.has(name)) found.set(name, item);
    }
    return { items: [...found.values()], names: [...found.keys()] };
  }

  remember(names: readonly string[]): void {
    if (this.written.size + names.length > MAX_REMEMBERED) this.written.clear();
    for (const name of names) this.written.add(name);
  }
}
