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
 * They take minutes, most of them for schedules and retries, the longest first: started first, they are not what the run
 * waits for in the end. A suite that is missing here only makes the run longer.
 */
export const STARTED_FIRST: readonly string[] = [
  "tests/handlers/reconciler/planted-bugs.test.ts",
  "tests/end-to-end/failed-to-the-limit.test.ts",
  "tests/end-to-end/sweep.test.ts",
  "tests/end-to-end/two-hundred-rotations.test.ts",
  "tests/end-to-end/self-test.test.ts",
  "tests/repository/guides.test.ts",
  "tests/end-to-end/self-test-role.test.ts",
  "tests/end-to-end/existing-identities.test.ts",
  "tests/end-to-end/self-test-faults.test.ts",
  "tests/end-to-end/rotation.test.ts",
  "tests/end-to-end/start-killed.test.ts",
  "tests/end-to-end/adopt.test.ts",
  "tests/end-to-end/start-interrupted.test.ts",
  "tests/end-to-end/openapi-requests.test.ts",
  "tests/end-to-end/secret-scan.test.ts",
  "tests/end-to-end/deployer-policy.test.ts",
  "tests/policy-pack/program.test.ts",
  "tests/end-to-end/start-on-a-bad-machine.test.ts",
  "tests/end-to-end/self-test-interrupted.test.ts",
  "tests/end-to-end/circuit-breaker.test.ts",
  "tests/end-to-end/killed-during-rotation.test.ts",
  "tests/infra/lasting-resources.test.ts",
  "tests/end-to-end/existing-stream.test.ts",
  "tests/cost/policies-command.test.ts",
  "tests/end-to-end/two-hundred-records.test.ts",
  "tests/end-to-end/failed-operations.test.ts",
  "tests/end-to-end/wake-ups.test.ts",
  "tests/end-to-end/failed-adoption.test.ts",
  "tests/cost/cost-command.test.ts",
  "tests/end-to-end/credential-command.test.ts",
  "tests/end-to-end/adoption-and-others.test.ts",
  "tests/end-to-end/stack-lifecycle.test.ts",
];
