import { Logger } from "@aws-lambda-powertools/logger";

/** Structured log entries; no field ever holds a secret. */
export interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

/** What a function takes from its process, and not from AWS; a test passes its own. */
export interface Runtime {
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** A number from 0 to 1. */
  random: () => number;
}

/** @param serviceName appears in each log entry */
export function processRuntime(serviceName: string): Runtime {
  return { log: new Logger({ serviceName }), now: () => Date.now(), random: () => Math.random() };
}
