import type { VirtualTime } from "./virtual-time";

const MINUTE_MS = 60_000;

/** One-time schedules: each fires once, in its minute or a little later, and deletes itself. */
export class SchedulerModel {
  private readonly booked = new Set<string>();
  /** Called when a schedule fires. */
  onFire: (username: string) => void = () => undefined;
  /** Schedules that were created, as `username minute`. */
  readonly created: string[] = [];

  constructor(
    private readonly time: VirtualTime,
    /** How late a schedule fires, in milliseconds; undefined loses it. */
    readonly latenessOf: () => number | undefined,
  ) {}

  /** A name is taken while its schedule exists: that is one booking. */
  create(username: string, minute: number): void {
    const name = `${username} ${minute}`;
    if (this.booked.has(name)) return;
    this.booked.add(name);
    this.created.push(name);
    const late = this.latenessOf();
    if (late === undefined) return;
    this.time.after(minute * MINUTE_MS - this.time.now() + late, () => {
      this.booked.delete(name);
      this.onFire(username);
    });
  }
}

/** The first full minute that is not before this time and at least 60 s ahead. */
export function dueMinute(atMs: number, now: number): number {
  return Math.ceil(Math.max(atMs, now + MINUTE_MS) / MINUTE_MS);
}
