/** One measured figure beside what it is to be compared with, both of the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: "kB" | "ms" | "s" | "MB" | "files" | "calls" | "1/s" | "count";
  /** The other side of the comparison: another way of doing the same, or a limit. */
  reference?: { name: string; value: number };
}

/** A line a figure: value, reference, ratio of the two. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, reference }) => [
    name,
    `${number(value)} ${unit}`,
    reference === undefined ? "" : `${reference.name}: ${number(reference.value)} ${unit}`,
    reference === undefined || reference.value === 0 ? "" : (value / reference.value).toFixed(2),
  ]);
  const all = [["figure", "value", "reference", "ratio"], ...rows];
  const widths = [0, 1, 2, 3].map(column => Math.max(...all.map(row => (row[column] ?? "").length)));
  return all
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The middle of an odd number of values, the lower middle of an even one. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * By nearest rank: the smallest value that at least this share of all does not exceed.
 * @param q above 0, at most 1
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * q) - 1] ?? Number.NaN;
}

function number(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}
