import { visible } from "../../mailer/errors/visible";
import type { LogEntry } from "./entry";

const SOURCE_WIDTH = "smtp-credential-manager".length;
const LEVEL_WIDTH = "level".length;

export const HEADER = `TIME                  ${"FUNCTION".padEnd(SOURCE_WIDTH)}  LEVEL  MESSAGE`;

/**
 * An entry in columns; what else it says follows its message as `name=value`.
 *
 * @param term not repeated in each line
 */
export function lineOf(entry: LogEntry, term: string): string {
  const { time, source, level, message } = entry;
  return visible(
    [
      `${time.slice(0, "2030-01-31T18:00:00".length).replace("T", " ")}Z`,
      source.padEnd(SOURCE_WIDTH),
      level.padEnd(LEVEL_WIDTH),
      [message, ...detailsOf(entry, term)].join(" "),
    ].join("  "),
  );
}

/** What else an entry says, as `name=value`. @param term not repeated */
export function detailsOf({ fields }: LogEntry, term: string): string[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== term)
    .map(([name, value]) => `${name}=${textOf(value)}`);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const { name, code, message } = (value ?? {}) as Partial<Record<string, unknown>>;
  const isError = typeof message === "string" && typeof name === "string";
  return isError ? `${typeof code === "string" ? code : name}: ${message}` : JSON.stringify(value);
}
