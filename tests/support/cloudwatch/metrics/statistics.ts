import { percentile } from "../insights/aggregations";

/** A value that was recorded, as PutMetricData or EMF would. */
export interface Datum {
  /** `namespace name dimension value …` */
  readonly metric: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** A metric's key among data. */
export function metricKey(cells: readonly string[]): string {
  return cells.join(" ");
}

/** Values by the start of their period, in order. */
export type Series = ReadonlyMap<number, number>;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** @throws Error for a statistic that it does not know */
export function statistic(
  data: readonly Datum[],
  stat: string,
  periodMs: number,
  { from, to }: Range,
): Series {
  const periods = new Map<number, number[]>();
  for (const { at, value } of data.filter(each => each.at >= from && each.at < to)) {
    const start = Math.floor(at / periodMs) * periodMs;
    periods.set(start, [...(periods.get(start) ?? []), value]);
  }
  const fold = foldOf(stat);
  return new Map(
    [...periods].sort(([one], [other]) => one - other).map(([start, values]) => [start, fold(values)]),
  );
}

function foldOf(stat: string): (values: readonly number[]) => number {
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  switch (stat) {
    case "Sum":
      return sum;
    case "Average":
      return values => sum(values) / values.length;
    case "Maximum":
      return values => Math.max(...values);
    case "Minimum":
      return values => Math.min(...values);
    case "SampleCount":
      return values => values.length;
    default: {
      const [, share] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat) ?? [];
      if (share === undefined) throw new Error(`unknown statistic ${stat}`);
      return values =>
        percentile(
          [...values].sort((one, other) => one - other),
          Number(share),
        );
    }
  }
}
