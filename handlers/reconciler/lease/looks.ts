import { leaseKey } from "../../../records/keys";
import { readItems } from "../../shared/read-items";
import type { LeaseItem, LeasePorts, Look, Looks } from "./item";

interface Reading {
  at: number;
  items: Promise<ReadonlyMap<string, LeaseItem>>;
}

/**
 * Reads the lease items of all usernames of one invocation in one call. Each is checked every two seconds while it
 * waits for its key, and 100 usernames would otherwise make fifty calls a second.
 */
export class SharedLooks implements Looks {
  private latest: Reading | undefined;

  /** @param usernames of the event: at most 100, as one BatchGetItem takes */
  constructor(
    private readonly ports: Omit<LeasePorts, "looks">,
    private readonly usernames: readonly string[],
  ) {}

  async look(username: string, since: number): Promise<Look | undefined> {
    const now = this.ports.clock.now();
    const { latest } = this;
    const isFresh = latest !== undefined && latest.at >= since && latest.at <= now; // else the clock was set back
    const reading = isFresh ? latest : this.read(now);
    const item = (await reading.items).get(username);
    return item && { at: reading.at, item };
  }

  private read(at: number): Reading {
    const reading = { at, items: this.items() };
    this.latest = reading;
    reading.items.catch(() => {
      if (this.latest === reading) this.latest = undefined;
    });
    return reading;
  }

  private async items(): Promise<Map<string, LeaseItem>> {
    const { dynamodb, table } = this.ports;
    const read = await readItems(dynamodb, table, this.usernames.map(leaseKey));
    const seen = this.usernames.filter(username => !read.isUnprocessed(leaseKey(username)));
    return new Map(seen.map(username => [username, read.get(leaseKey(username)) ?? {}]));
  }
}
