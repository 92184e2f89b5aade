import { visible } from "../../mailer/errors/visible";
import { longestWord, MIN_BESIDE_INDENT, wrapWords } from "./wrap";

/**
 * Columns wide enough for their longest cell, separated by two spaces; stored text is made visible. In a terminal that is
 * too narrow for that, the last column is wrapped; if that is not enough, each row becomes a paragraph with a line for
 * each cell, so that every value can be read and copied.
 *
 * @param rows each as long as the header
 * @param columns of the terminal; undefined: not a terminal, and no limit
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns = Infinity,
): string {
  const lines = [header, ...rows].map(row => row.map(visible));
  const widths = header.map((_, column) => Math.max(...lines.map(row => (row[column] ?? "").length)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const ends = lines.map(row => row.at(-1) ?? "");
  const needed = Math.max(MIN_BESIDE_INDENT, ...ends.map(longestWord));
  if (before + Math.min(needed, widths.at(-1) ?? 0) > columns)
    return rows.map(row => fields(header.map((name, column) => [name, row[column]] as const))).join("\n\n");
  return lines
    .flatMap((row, index) => {
      const cells = row.slice(0, -1).map((cell, column) => cell.padEnd(widths[column] ?? 0) + GAP);
      return wrapWords(cells.join(""), ends[index] ?? "", columns);
    })
    .map(line => line.trimEnd())
    .join("\n");
}

const GAP = "  ";

/** One line for each field that has a value; stored text is made visible. */
export function fields(values: readonly (readonly [name: string, value: string | undefined])[]): string {
  const given = values.filter((entry): entry is readonly [string, string] => Boolean(entry[1]));
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}${GAP}${visible(value)}`).join("\n");
}
