/** A metric that a dashboard shows. */
export interface ShownMetric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/**
 * The metrics of a dashboard's body that are written in full, as the program writes them
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html).
 *
 * @throws SyntaxError if it is not JSON
 */
export function metricsOf(body: string): ShownMetric[] {
  const { widgets = [] } = JSON.parse(body) as { widgets?: { properties?: { metrics?: unknown[][] } }[] };
  return widgets.flatMap(({ properties }) => (properties?.metrics ?? []).flatMap(row => metricOf(row) ?? []));
}

function metricOf(row: readonly unknown[]): ShownMetric | undefined {
  const cells = row.filter(cell => typeof cell === "string");
  const [namespace, name, ...rest] = cells;
  if (namespace === undefined || name === undefined) return undefined; // an expression
  const pairs = Array.from({ length: Math.floor(rest.length / 2) }, (_, index) => [
    rest[2 * index] ?? "",
    rest[2 * index + 1] ?? "",
  ]);
  return { namespace, name, dimensions: Object.fromEntries(pairs) as Record<string, string> };
}
