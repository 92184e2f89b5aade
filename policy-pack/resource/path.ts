import { UNKNOWN } from "./plain";

/** The values found at a path, and whether something along it is unknown. */
export interface Reached {
  readonly values: readonly unknown[];
  readonly unknown: boolean;
}

/**
 * Follows a path such as `vpcConfig.subnetIds` or `metricQueries[].metric.period`. A list on the way stands for
 * each of its elements, because a block is sometimes an object and sometimes a list of one; a list at the end
 * stands for itself unless the path ends in `[]`.
 */
export function follow(properties: unknown, path: string): Reached {
  let reached: Reached = { values: [properties], unknown: false };
  for (const step of path.split(".")) {
    const each = step.endsWith("[]");
    const key = each ? step.slice(0, -2) : step;
    reached = descend(reached, key);
    if (each) reached = spread(reached);
  }
  return reached;
}

/** The single value at a path; undefined if there is none. */
export function valueAt(properties: unknown, path: string): unknown {
  const { values, unknown } = follow(properties, path);
  return unknown ? UNKNOWN : values[0];
}

/** Whether a value is set, known or not. */
export function isGiven(properties: unknown, path: string): boolean {
  const value = valueAt(properties, path);
  return value === UNKNOWN || !isEmpty(value);
}

export function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function descend(from: Reached, key: string): Reached {
  const { values, unknown } = spread(from);
  const next = values.filter(isObject).flatMap(value => (key in value ? [value[key]] : []));
  return settle(next, unknown);
}

function spread({ values, unknown }: Reached): Reached {
  return settle([...values].flat<unknown[]>(), unknown);
}

function settle(values: readonly unknown[], unknown: boolean): Reached {
  return { values: values.filter(value => value !== UNKNOWN), unknown: unknown || values.includes(UNKNOWN) };
}
