import { readFileSync } from "node:fs";
import * as path from "node:path";

/** A row of a data file by column name, and its location, for messages. */
export interface TsvRow<Column extends string> {
  readonly at: string;
  readonly cells: Readonly<Record<Column, string>>;
}

/** An invalid data file: the pack does not start with one. */
export class DataError extends Error {
  override readonly name = "DataError";
}

export function readDataFile(file: string): string {
  return readFileSync(path.join(__dirname, "..", "data", file), "utf8");
}

/** Reads a table with `#` comments, a line of column names, and tab-separated cells. */
export function parseTsv<Column extends string>(
  text: string,
  file: string,
  columns: readonly Column[],
): TsvRow<Column>[] {
  const lines = text.split("\n").map((line, index) => ({ line, at: `${file}:${index + 1}` }));
  const [header, ...rows] = lines.filter(({ line }) => line !== "" && !line.startsWith("#"));
  if (header?.line !== columns.join("\t")) {
    throw new DataError(`${header?.at ?? file}: the columns must be ${columns.join(", ")}`);
  }
  return rows.map(({ line, at }) => {
    const cells = line.split("\t");
    if (cells.length !== columns.length) {
      throw new DataError(
        `${at}: ${cells.length} cells instead of ${columns.length} (${cells[0] ?? ""}); separate all cells with tabs, including empty ones: ${columns.join(", ")}`,
      );
    }
    return {
      at,
      cells: Object.fromEntries(columns.map((column, i) => [column, cells[i]])) as Record<Column, string>,
    };
  });
}

const CHECKED = /^(collected )?\d{4}-\d{2}-\d{2}$/;
const EVIDENCE = /^[AGFTN]$/;

/** Every figure names its source and the date it was read there; only N, from memory, may omit the source. */
export function requireEvidence({ at, cells }: TsvRow<"evidence" | "checked" | "source">): void {
  if (!EVIDENCE.test(cells.evidence)) {
    throw new DataError(`${at}: evidence is "${cells.evidence}": must be A, G, F, T, or N`);
  }
  if (cells.evidence !== "N" && cells.source.trim() === "") {
    throw new DataError(
      `${at}: evidence ${cells.evidence} needs a source; name it, or use N for a figure from memory`,
    );
  }
  requireDate({ at, cells });
}

export function requireDate({ at, cells }: TsvRow<"checked">): void {
  if (!CHECKED.test(cells.checked)) {
    throw new DataError(`${at}: checked is "${cells.checked}": must be a date such as 2026-11-21`);
  }
}
