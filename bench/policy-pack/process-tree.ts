import { readdirSync, readFileSync } from "node:fs";

/** Often enough to see the peak of a process that lives for seconds. */
const EVERY_MS = 50;

export interface Peaks {
  /** Of all descendants together; shared pages count more than once. */
  readonly tree: number;
  /** Of the process Pulumi runs a policy pack in; 0 if there is none. */
  readonly analyzer: number;
}

/** Peak memory in megabytes of this process's descendants while something runs; NaN except on Linux. */
export async function watchingPeaks<T>(what: () => Promise<T>): Promise<{ result: T; peaks: Peaks }> {
  let [tree, analyzer] = [0, 0];
  const look = (): void => {
    const below = descendants();
    tree = Math.max(tree, sum(below.map(pid => kilobytes(pid, "VmRSS"))));
    const own = below.filter(pid => read(pid, "cmdline").includes("run-policy-pack"));
    analyzer = Math.max(analyzer, ...own.map(pid => kilobytes(pid, "VmHWM")));
  };
  const watching = process.platform === "linux" ? setInterval(look, EVERY_MS) : undefined;
  try {
    const result = await what();
    const known = (peak: number) => (watching === undefined ? Number.NaN : peak / 1024);
    return { result, peaks: { tree: known(tree), analyzer: known(analyzer) } };
  } finally {
    clearInterval(watching);
  }
}

function descendants(): string[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter(name => /^\d+$/.test(name))
      .map(pid => [pid, /^PPid:\s+(\d+)$/m.exec(read(pid, "status"))?.[1] ?? "0"]),
  );
  const isBelow = (pid: string | undefined): boolean =>
    pid !== undefined && pid !== "0" && (pid === String(process.pid) || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(pid => isBelow(parents.get(pid)));
}

function kilobytes(pid: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(read(pid, "status"))?.[1] ?? 0);
}

/** Empty if the process has ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
