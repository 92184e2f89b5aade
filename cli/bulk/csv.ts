/**
 * Rows of comma-separated values (https://www.rfc-editor.org/rfc/rfc4180): quoted cells may hold commas, line breaks and
 * doubled quotes. Empty lines are left out.
 *
 * @throws Error that names the line
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (CELL.lastIndex < text.length) {
    const at = CELL.lastIndex;
    const found = CELL.exec(text);
    if (found === null)
      throw new Error(
        `line ${text.slice(0, at).split("\n").length}: a quote is not closed, or not at the start of its cell`,
      );
    const [, quoted, plain = "", end] = found;
    row.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (end === ",") {
      if (CELL.lastIndex === text.length) row.push("");
      else continue;
    }
    if (row.some(cell => cell !== "")) rows.push(row);
    row = [];
  }
  return rows;
}

/** One row; cells are quoted where they have to be. */
export function csvRow(cells: readonly string[]): string {
  return cells.map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
}
