import type { CommonEnvironment, Environment } from "../environment";
import { errorFields } from "./error-fields";
import { kindOf, type LogFields } from "./fields";
import { redacted } from "./redact";
import { currentScope } from "./scope";
import { writeLine } from "./write-line";

const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;

type Level = (typeof LEVELS)[number];

/** Writes structured log entries: docs/architecture.md describes them. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A log that also takes entries which every log level keeps. */
export interface FunctionLog extends Log {
  /** Written at any level: an entry that is a record of what happened, such as an event of SES. */
  always(message: string, fields?: LogFields): void;
}

/** What a test replaces. */
export interface LoggerPorts {
  environment: Environment<CommonEnvironment>;
  now: () => number;
  write: (line: string) => void;
}

/**
 * The log of a function. Each entry is one line of JSON; of an entry's fields, only those of {@link LogFields} with
 * values of their types are written, and the names of others in `dropped`.
 *
 * @param service the function's name, such as `smtp-api`
 */
export function createLogger(service: string, ports: Partial<LoggerPorts> = {}): FunctionLog {
  const { environment = process.env, now = Date.now, write = writeLine } = ports;
  const { LOG_LEVEL = "INFO", STACK_NAME: stack } = environment;
  const lowest = LEVELS.indexOf(LOG_LEVEL as Level);
  const entry = (level: Level, message: string, fields: LogFields) => {
    const own = {
      timestamp: new Date(now()).toISOString(),
      level,
      message: redacted(message),
      service,
      stack,
    };
    write(JSON.stringify({ ...own, ...written([...membersOf(currentScope()), ...membersOf(fields)]) }));
  };
  const from =
    (level: Level) =>
    (message: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(level) >= lowest) entry(level, message, fields);
    };
  return {
    info: from("INFO"),
    warn: from("WARN"),
    error: from("ERROR"),
    always: (message, fields = {}) => entry("INFO", message, fields),
  };
}

/** Without those that are undefined, which must not hide what the scope says. */
function membersOf(fields: LogFields): [string, unknown][] {
  return Object.entries<unknown>(fields).filter(([, value]) => value !== undefined);
}

function written(fields: readonly [string, unknown][]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of fields) {
    const safe = writtenValue(kindOf(name), value);
    if (safe === undefined) dropped.push(redacted(name));
    else result[name] = safe;
  }
  return dropped.length === 0 ? result : { ...result, dropped };
}

/** @returns undefined if the value is not of this kind */
function writtenValue(kind: ReturnType<typeof kindOf>, value: unknown): unknown {
  switch (kind) {
    case "text":
      return typeof value === "string" ? redacted(value) : undefined;
    case "texts":
      return isTexts(value) ? value.map(redacted) : undefined;
    case "number":
      return typeof value === "number" ? value : undefined;
    case "flag":
      return typeof value === "boolean" ? value : undefined;
    case "counts":
      return isCounts(value) ? value : undefined;
    case "error":
      return errorFields(value);
    case undefined:
      return undefined;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === "string");
}

function isCounts(value: unknown): value is Record<string, number> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(count => typeof count === "number")
  );
}
