import { table as columns } from "../cli/shared/table";

/** A measured figure and the one to compare it with, both from the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: "kB" | "ms" | "s" | "MB" | "files" | "calls" | "1/s" | "count" | "USD";
  /** What it is compared with: another way to do the same, or a limit. */
  reference?: { name: string; value: number };
  /** The largest value that is acceptable, in the figure's unit: above it, the benchmark fails. */
  max?: number;
  /** The same for the ratio to the reference. */
  maxRatio?: number;
}

/** The figures beyond their limits, as one sentence each. */
export function exceeded(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ name, value, unit, reference, max, maxRatio }) => {
    const ratio = reference && value / reference.value;
    // Written so that a figure which is not a number is beyond its limit too.
    const isTooLarge = max !== undefined && !(value <= max);
    const isRatioTooLarge = maxRatio !== undefined && !(Number(ratio) <= maxRatio);
    return [
      ...(isTooLarge ? [`${name}: ${number(value)} ${unit} is more than ${max} ${unit}.`] : []),
      ...(isRatioTooLarge
        ? [`${name}: ${Number(ratio).toFixed(2)} of ${reference?.name} is more than ${maxRatio}.`]
        : []),
    ];
  });
}

/** A text table with one line per figure: value, reference, and their ratio. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, reference }) => [
    name,
    `${number(value)} ${unit}`,
    reference === undefined ? "" : `${reference.name}: ${number(reference.value)} ${unit}`,
    reference === undefined || reference.value === 0 ? "" : (value / reference.value).toFixed(2),
  ]);
  return columns(["figure", "value", "reference", "ratio"], rows);
}

/** The median; of an even number of values, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The nearest-rank quantile: the smallest value that is at least as large as this share of the values.
 * @param q above 0, at most 1
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * q) - 1] ?? Number.NaN;
}

function number(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}
