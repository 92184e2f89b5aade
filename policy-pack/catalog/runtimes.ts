import { DataError, parseTsv, readDataFile, requireDate } from "./tsv";

/** The current runtimes, each with its end date (yyyy-mm-dd). */
export type Runtimes = ReadonlyMap<string, string>;

export function loadRuntimes(): Runtimes {
  return parseRuntimes(readDataFile("runtimes.tsv"));
}

/** @throws DataError that names the invalid row */
export function parseRuntimes(text: string): Runtimes {
  const rows = parseTsv(text, "runtimes.tsv", ["runtime", "until", "source", "checked"] as const);
  return new Map(
    rows.map(row => {
      requireDate(row);
      const { runtime, until } = row.cells;
      if (!/^\d{4}-\d{2}-\d{2}$/.test(until))
        throw new DataError(`${row.at}: until is "${until}": must be a date`);
      return [runtime, until];
    }),
  );
}
