import { createLogger, type FunctionLog } from "../../../handlers/shared/logging/logger";

/** A line of a function's log. */
export interface LoggedEntry extends Record<string, unknown> {
  level: string;
  message: string;
}

/** The real logger, with its lines in a list. */
export function recordedLog(
  service: string,
  logLevel = "INFO",
): { log: FunctionLog; entries: LoggedEntry[] } {
  const entries: LoggedEntry[] = [];
  const write = (line: string) => void entries.push(JSON.parse(line) as LoggedEntry);
  const environment = { LOG_LEVEL: logLevel, STACK_NAME: "test" };
  return { log: createLogger(service, { write, environment }), entries };
}
