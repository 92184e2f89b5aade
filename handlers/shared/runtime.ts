import { createLogger, type Log } from "./logging/logger";

/** What a function takes from its process, and not from AWS; a test passes its own. */
export interface Runtime {
  log: Pick<Log, "info" | "warn" | "error">;
  /** Milliseconds since 1970. */
  now: () => number;
  /** A number from 0 to 1. */
  random: () => number;
}

/** @param serviceName appears in each log entry */
export function processRuntime(serviceName: string): Runtime {
  return { log: createLogger(serviceName), now: () => Date.now(), random: () => Math.random() };
}
