import { writeFileSync } from "node:fs";

/**
 * The peak of this process's resident memory from now on. `resourceUsage().maxRSS` alone covers its whole life,
 * including loading and compiling the code.
 */
export class PeakMemory {
  private readonly before: number;

  /**
   * Collects garbage first, where node runs with --expose-gc, so that earlier garbage does not count, and gives its pages
   * back: else what is allocated from now on would sometimes reuse them, uncounted.
   */
  constructor() {
    global.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
    resetPeak();
    this.before = process.memoryUsage.rss();
  }

  /** Bytes above the starting point. */
  get growth(): number {
    return Math.max(0, process.resourceUsage().maxRSS * 1024 - this.before);
  }
}

/** Linux resets the peak on request (proc(5), clear_refs, 5); elsewhere it covers the process's whole life. */
function resetPeak(): void {
  if (process.platform === "linux") writeFileSync("/proc/self/clear_refs", "5");
}
