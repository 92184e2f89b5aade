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
export function lineOf({ time, source, level, message, fields }: LogEntry, term: string): string {
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== term)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return visible(
    [
      `${time.slice(0, "2030-01-31T18:00:00".length).replace("T", " ")}Z`,
      source.padEnd(SOURCE_WIDTH),
      level.padEnd(LEVEL_WIDTH),
      [message, ...details].join(" "),
    ].join("  "),
  );
}
