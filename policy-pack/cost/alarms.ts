import { UNKNOWN } from "../resource/plain";
import { isObject } from "../resource/path";
import type { Properties } from "../resource/resource";
import type { MetricReference } from "./dashboards";

/**
 * The metrics an alarm evaluates; undefined if unknown. An alarm on metric math is billed for
 * each metric the expression uses (https://aws.amazon.com/cloudwatch/pricing/), and one without a
 * metric, such as a composite, counts as one.
 */
export function alarmMetrics(props: Properties): MetricReference[] | undefined {
  const { metricQueries } = props;
  if (metricQueries === undefined) return [reference(props)];
  if (!Array.isArray(metricQueries) || metricQueries.includes(UNKNOWN)) return undefined;
  const metrics = metricQueries.filter(isObject).flatMap(query => query["metric"]);
  if (metrics.includes(UNKNOWN)) return undefined;
  const found = metrics.filter(isObject).map(reference);
  return found.length > 0 ? found : [reference(props)];
}

function reference({ namespace, metricName, dimensions }: Properties): MetricReference {
  return {
    namespace: text(namespace),
    name: text(metricName),
    dimensions: dimensions === undefined ? "" : JSON.stringify(dimensions),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
