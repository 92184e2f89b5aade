import { isObject, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { label, type StackFinding, type StackResource } from "../resource/resource";
import { alarmMetrics } from "./alarms";
import { dashboardMetrics, type MetricReference } from "./dashboards";

/**
 * The tag in which a function declares the custom metrics it publishes as EMF: names separated by spaces,
 * `Name:3` for one with three combinations of dimensions. No resource shows what a function writes to its log.
 */
const EMF_TAG = "emf-metrics";

/** A function with this variable publishes metrics through Powertools. */
const NAMESPACE_VARIABLE = "POWERTOOLS_METRICS_NAMESPACE";

/** The custom metrics of functions and metric filters and those referred to, with the number of combinations. */
export function customMetrics(resources: readonly StackResource[]): Map<string, number> {
  const counts = new Map<string, number>();
  const raise = (metric: string, count: number): void =>
    void counts.set(metric, Math.max(count, counts.get(metric) ?? 0));
  for (const resource of resources) for (const [metric, count] of declared(resource)) raise(metric, count);
  const referred = new Map<string, Set<string>>();
  for (const { namespace, name, dimensions } of resources.flatMap(references)) {
    if (namespace === "" || namespace.startsWith("AWS/")) continue;
    const key = `${namespace} ${name}`;
    referred.set(key, (referred.get(key) ?? new Set()).add(dimensions));
  }
  for (const [metric, combinations] of referred) raise(metric, combinations.size);
  return counts;
}

/** A function must declare the metrics it publishes, so that they can be counted against the free ten. */
export function undeclaredMetrics(resources: readonly StackResource[]): StackFinding[] {
  return functions(resources)
    .filter(fn => namespaceOf(fn) !== undefined && emfEntries(fn) === undefined)
    .map(resource => ({
      resource,
      message: `${label(resource)}: publishes custom metrics (${NAMESPACE_VARIABLE}) without listing them; beyond ten, each costs $0.30 per month; list their names in the tag ${EMF_TAG}, such as "Created Rotated:3".`,
    }));
}

function declared(resource: StackResource): [string, number][] {
  if (resource.type === "aws:lambda/function:Function") return emfMetrics(resource);
  if (resource.type === "aws:cloudwatch/logMetricFilter:LogMetricFilter") {
    const target = valueAt(resource.props, "metricTransformation");
    const read = (key: string) =>
      isObject(target) && typeof target[key] === "string" ? target[key] : resource.urn;
    return [[`${read("namespace")} ${read("name")}`, 1]];
  }
  return [];
}

function emfMetrics(fn: StackResource): [string, number][] {
  const namespace = namespaceOf(fn) ?? fn.urn;
  return (emfEntries(fn) ?? []).map(([name, count]) => [`${namespace} ${name}`, count]);
}

function references(resource: StackResource): MetricReference[] {
  if (resource.type === "aws:cloudwatch/metricAlarm:MetricAlarm") return alarmMetrics(resource.props) ?? [];
  if (resource.type === "aws:cloudwatch/dashboard:Dashboard") return dashboardMetrics(resource.props) ?? [];
  return [];
}

function functions(resources: readonly StackResource[]): StackResource[] {
  return resources.filter(({ type }) => type === "aws:lambda/function:Function");
}

function namespaceOf(fn: StackResource): string | undefined {
  const value = valueAt(fn.props, `environment.variables.${NAMESPACE_VARIABLE}`);
  if (value === UNKNOWN) return fn.urn;
  return typeof value === "string" ? value : undefined;
}

/** Undefined if the tag is missing, unknown, or malformed. */
function emfEntries(fn: StackResource): [string, number][] | undefined {
  const tags = valueAt(fn.props, "tags");
  const value = isObject(tags) ? tags[EMF_TAG] : undefined;
  const entries = typeof value === "string" ? value.split(/\s+/).filter(entry => entry !== "") : [];
  const read = entries.flatMap((entry): [string, number][] => {
    const [, name, count = "1"] = /^([^:]+)(?::([1-9]\d*))?$/.exec(entry) ?? [];
    return name === undefined ? [] : [[name, Number(count)]];
  });
  return entries.length > 0 && read.length === entries.length ? read : undefined;
}
