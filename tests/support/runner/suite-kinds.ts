import type { Reached } from "./suite-imports";

/**
 * Modules that start processes and servers, and the TypeScript compiler, which takes seconds for its declarations. A
 * suite that imports one of them, directly or through any file of this project, is not fast. esbuild runs in a process
 * of its own.
 */
const SLOW_MODULES = new Set(
  ["child_process", "cluster", "http", "http2", "https", "tls", "worker_threads"].flatMap(name => [
    name,
    `node:${name}`,
  ]),
)
  .add("smtp-server")
  .add("esbuild")
  .add("typescript");

/** Whether a suite needs nothing but memory and a processor. */
export function isFast(reached: Reached): boolean {
  return [...reached].every(([name, importers]) => !SLOW_MODULES.has(name) && !startsServer(name, importers));
}

/** Tests import `node:net` for its servers; everything else imports it to recognize IP addresses. */
function startsServer(name: string, importers: readonly string[]): boolean {
  return /^(node:)?net$/.test(name) && importers.some(importer => importer.startsWith("tests/"));
}

/** Whether a suite uses the one sandbox that suites of the same process share. */
export function usesSharedSandbox(reached: Reached): boolean {
  return reached.has("tests/support/sandbox/shared-sandbox.ts");
}

/** They measure time or the process's memory, so nothing else runs beside them. */
export const ALONE: readonly string[] = ["tests/mailer/leaks.test.ts", "tests/mailer/queue.test.ts"];

/**
 * They take minutes, most of them for schedules and retries: started first, they are not what the run waits for in the
 * end. A suite that is missing here only makes the run longer.
 */
export const STARTED_FIRST: readonly string[] = [
  "tests/end-to-end/credential-command.test.ts",
  "tests/end-to-end/failed-adoption.test.ts",
  "tests/end-to-end/failed-operations.test.ts",
  "tests/end-to-end/failed-to-the-limit.test.ts",
  "tests/end-to-end/killed-during-adoption.test.ts",
  "tests/end-to-end/killed-during-rotation.test.ts",
  "tests/end-to-end/rotation.test.ts",
  "tests/end-to-end/sweep.test.ts",
  "tests/end-to-end/two-hundred-rotations.test.ts",
  "tests/end-to-end/wake-ups.test.ts",
  "tests/handlers/reconciler/planted-bugs.test.ts",
];
