import { availableParallelism } from "node:os";
import * as path from "node:path";
import { ALONE, isFast, STARTED_FIRST, usesSharedSandbox } from "./suite-kinds";
import { suiteImports } from "./suite-imports";

const ROOT = path.resolve(__dirname, "../../..");

/** Suites are dealt to worker processes. Each queue is that of one worker, or of several: they take turns. */
export interface RunPlan {
  /** Queues in the order in which workers start on them; a queue that is in the list twice has two workers. */
  together: string[][];
  /** Suites that run one after the other once all others have ended. */
  alone: string[];
  /** At most this many workers at a time. */
  maxWorkers: number;
}

/** Suites wait more than they compute, so there are two for each processor. More would need much memory. */
const MAX_WORKERS = 6;

/** @param files absolute paths of test files */
export async function planAll(files: readonly string[]): Promise<RunPlan> {
  const imports = await suiteImports(files);
  const alone = files.filter(file => ALONE.includes(nameOf(file)));
  const shared: string[] = [];
  const fast: string[] = [];
  const others: string[] = [];
  for (const file of files.filter(file => !alone.includes(file))) {
    const reached = imports.get(file) ?? new Map();
    if (usesSharedSandbox(reached)) shared.push(file);
    else if (isFast(reached)) fast.push(file);
    else others.push(file);
  }
  const maxWorkers = Math.min(2 * availableParallelism(), MAX_WORKERS);
  const [queue, sharing] = [others, shared].map(inOrder) as [string[], string[]];
  // Half of the workers begin with the suites that share a sandbox, so that there are few of these.
  const together = Array.from({ length: maxWorkers }, (_, index) => (index % 2 === 0 ? sharing : queue));
  return { together: [...together, fast, ...together], alone, maxWorkers };
}

/** The fast suites alone: nothing waits, so there is a worker for each processor. */
export async function planFast(files: readonly string[]): Promise<RunPlan> {
  const imports = await suiteImports(files);
  const fast = files.filter(file => isFast(imports.get(file) ?? new Map()));
  const maxWorkers = Math.min(availableParallelism(), MAX_WORKERS);
  return { together: Array.from({ length: maxWorkers }, () => fast), alone: [], maxWorkers };
}

function inOrder(files: readonly string[]): string[] {
  return [...files].sort((one, other) => rank(one) - rank(other));
}

function rank(file: string): number {
  const at = STARTED_FIRST.indexOf(nameOf(file));
  return at === -1 ? STARTED_FIRST.length : at;
}

/** `tests/cli/sheet.test.ts` */
export function nameOf(file: string): string {
  return path.relative(ROOT, file).replaceAll(path.sep, "/");
}
