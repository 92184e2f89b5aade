import { writeFileSync } from "node:fs";

/**
 * The peak of this process's resident memory from now on. `resourceUsage().maxRSS` alone is that of its whole life:
 * loading and compiling the code, before anything was sent, would be counted as sending's.
 */
export class PeakMemory {
  private readonly before: number;

  /** Collects garbage first, where node runs with --expose-gc: what was thrown away before is not counted later. */
  constructor() {
    global.gc?.();
    startAnew();
    this.before = process.memoryUsage.rss();
  }

  /** Bytes above what it was at first. */
  get growth(): number {
    return Math.max(0, process.resourceUsage().maxRSS * 1024 - this.before);
  }
}

/** Linux forgets the peak on request (proc(5), clear_refs, 5); elsewhere it stays that of the process's life. */
function startAnew(): void {
  if (process.platform === "linux") writeFileSync("/proc/self/clear_refs", "5");
}
