import type { MetricProperties, MetricRow, RowOptions } from "../../../infra/dashboards/widgets";
import { evaluateMath } from "./metrics/math";
import { type Datum, metricKey, type Range, type Series, statistic } from "./metrics/statistics";

/** A line of a metric widget with its values. */
export interface GraphLine {
  readonly label: string;
  readonly color: string | undefined;
  readonly values: Series;
}

/** The visible rows of a metric widget, evaluated on recorded values. @throws as the evaluators do */
export function linesOf(widget: MetricProperties, data: readonly Datum[], range: Range): GraphLine[] {
  const byId = new Map<string, Series>();
  const periodMs = widget.setPeriodToTimeRange ? range.to - range.from : widget.period * 1_000;
  const aligned = widget.setPeriodToTimeRange ? { from: range.from, to: range.to } : range;
  const lines: GraphLine[] = [];
  for (const row of widget.metrics) {
    const { cells, options } = splitRow(row);
    const values =
      options.expression === undefined
        ? statistic(
            data.filter(({ metric }) => metric === metricKey(cells)),
            options.stat ?? widget.stat,
            periodMs,
            aligned,
          )
        : evaluateMath(options.expression, byId);
    if (options.id !== undefined) byId.set(options.id, values);
    if (options.visible !== false)
      lines.push({ label: options.label ?? cells[1] ?? "", color: options.color, values });
  }
  return lines;
}

/** A row's metric, and how it is drawn. */
export function splitRow(row: MetricRow): { cells: string[]; options: RowOptions } {
  const cells = row.filter(cell => typeof cell === "string");
  const last = row.at(-1);
  return { cells, options: typeof last === "object" ? last : {} };
}
