import { UNKNOWN } from "../resource/plain";
import { isObject } from "../resource/path";
import type { Properties } from "../resource/resource";

/** A metric used by an alarm or a dashboard: namespace, name, and dimensions. */
export interface MetricReference {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: string;
}

/**
 * The metrics a dashboard's widgets show; undefined if the body is unknown or cannot be parsed. The
 * format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 * A search expression matches an unknown number of metrics, so a body with one counts as unparsable.
 */
export function dashboardMetrics({ dashboardBody }: Properties): MetricReference[] | undefined {
  const body = parseBody(dashboardBody);
  if (!isObject(body) || !Array.isArray(body["widgets"])) return undefined;
  const all = body["widgets"].map(widgetMetrics);
  return all.includes(undefined) ? undefined : all.flatMap(metrics => metrics ?? []);
}

function parseBody(body: unknown): unknown {
  if (body === UNKNOWN || typeof body !== "string") return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined; // cannot be counted; the caller refuses it
  }
}

function widgetMetrics(widget: unknown): MetricReference[] | undefined {
  const properties = isObject(widget) ? widget["properties"] : undefined;
  const rows = isObject(properties) ? properties["metrics"] : undefined;
  if (rows === undefined) return [];
  if (!Array.isArray(rows)) return undefined;
  const metrics: MetricReference[] = [];
  let previous: string[] = [];
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row) || row.includes(UNKNOWN)) return undefined;
    if (isObject(row[0]) && "expression" in row[0]) {
      if (/SEARCH|SELECT/i.test(String(row[0]["expression"]))) return undefined;
      continue; // metric math adds no metric
    }
    previous = expand(
      row.filter(cell => typeof cell === "string"),
      previous,
    );
    const [namespace = "", name = "", ...dimensions] = previous;
    metrics.push({ namespace, name, dimensions: dimensions.join(" ") });
  }
  return metrics;
}

/** "." repeats the cell above, "..." all cells before those given. */
function expand(cells: readonly string[], previous: readonly string[]): string[] {
  if (cells[0] === "...") {
    const rest = cells.slice(1);
    return [...previous.slice(0, previous.length - rest.length), ...rest];
  }
  return cells.map((cell, index) => (cell === "." ? (previous[index] ?? "") : cell));
}
