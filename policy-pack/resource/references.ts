import { UNKNOWN } from "./plain";
import { valueAt } from "./path";
import type { StackResource } from "./resource";

/** The outputs other resources use to refer to one. */
const NAMING_OUTPUTS = ["arn", "id", "name", "url", "qualifiedArn", "invokeArn", "streamArn"];

/**
 * The resources of the stack an input refers to: those it was computed from, which Pulumi knows even if the
 * value is unknown, or otherwise those a known value names.
 *
 * @param path such as `destinationConfig.onFailure.destinationArn`; dependencies are recorded for its first step
 */
export function referred(
  resource: StackResource,
  path: string,
  all: readonly StackResource[],
): StackResource[] {
  const value = valueAt(resource.props, path);
  if (value === undefined) return [];
  const property = path.split(/[.[]/)[0] ?? path;
  const computedFrom = resource.propertyDependencies[property] ?? [];
  if (value === UNKNOWN || typeof value !== "string") return [...computedFrom];
  const named = (namesIn(all).get(value) ?? []).filter(other => other !== resource);
  // If a property has several dependencies, the value itself decides.
  return named.length > 0 ? named : [...computedFrom];
}

/** By each value that names a resource; a stack is looked up once per resource. */
const INDEXES = new WeakMap<readonly StackResource[], ReadonlyMap<string, readonly StackResource[]>>();

function namesIn(all: readonly StackResource[]): ReadonlyMap<string, readonly StackResource[]> {
  const known = INDEXES.get(all);
  if (known !== undefined) return known;
  const index = new Map<string, StackResource[]>();
  for (const resource of all) {
    const values = new Set(
      NAMING_OUTPUTS.map(output => resource.props[output]).filter(value => typeof value === "string"),
    );
    for (const value of values) index.set(value, [...(index.get(value) ?? []), resource]);
  }
  INDEXES.set(all, index);
  return index;
}

export function ofType(resources: readonly StackResource[], ...types: readonly string[]): StackResource[] {
  return resources.filter(({ type }) => types.includes(type));
}
