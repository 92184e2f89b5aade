import { visible } from "../../mailer/errors/visible";

/**
 * Columns wide enough for their longest cell, separated by two spaces; stored text is made visible.
 *
 * @param rows each as long as the header
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map(row => row.map(visible));
  const widths = header.map((_, column) => Math.max(...lines.map(row => (row[column] ?? "").length)));
  return lines
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** One line for each field that has a value; stored text is made visible. */
export function fields(values: readonly (readonly [name: string, value: string | undefined])[]): string {
  const given = values.filter((entry): entry is readonly [string, string] => Boolean(entry[1]));
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${visible(value)}`).join("\n");
}
