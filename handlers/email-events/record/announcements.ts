import { uncountedKey } from "../../../records/email-events";
import { inParallel } from "../../shared/in-parallel";
import type { EventTable } from "../table";
import type { Mark } from "./marks";

/**
 * How long an announcement is good for: marks that are written later are announced again. So the most active login costs
 * one write in five minutes, for each execution environment, to have its hours found.
 */
const ANNOUNCED_MS = 5 * 60_000;

/** After this long, nobody relies on an announcement anymore: 5 minutes, and the longest run of a function. */
export const SETTLED_MS = 15 * 60_000;

/** In a warm execution environment; each entry is about 100 bytes. */
const MAX_REMEMBERED = 5_000;

const CONCURRENT = 8;

/** Says which logins' hours have marks, before they are written, so that counting finds them without a scan. */
export class Announcements {
  private readonly announced = new Map<string, number>();

  constructor(
    private readonly table: EventTable,
    private readonly now: () => number,
  ) {}

  async announce(marks: readonly Mark[]): Promise<void> {
    const now = this.now();
    const hours = new Map(marks.map(({ username, hour }) => [`${hour}#${username}`, { username, hour }]));
    const missing = [...hours].filter(([name]) => !this.isAnnounced(name, now));
    await inParallel(missing, CONCURRENT, async ([name, { username, hour }]) => {
      await this.table.update({ key: uncountedKey(username, hour), set: { announced_at: now } });
      if (this.announced.size >= MAX_REMEMBERED) this.announced.clear();
      this.announced.set(name, now);
    });
  }

  private isAnnounced(name: string, now: number): boolean {
    const at = this.announced.get(name);
    return at !== undefined && at <= now && now - at < ANNOUNCED_MS;
  }
}
