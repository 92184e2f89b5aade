import { UNKNOWN } from "./plain";
import { valueAt } from "./path";
import type { StackResource } from "./resource";

/** The outputs by which other resources name one. */
const NAMING_OUTPUTS = ["arn", "id", "name", "url", "qualifiedArn", "invokeArn", "streamArn"];

/**
 * The resources of the stack that an input names: those it was computed from, which Pulumi tells also when the
 * value is not known yet, and otherwise those that a known value names.
 *
 * @param path such as `destinationConfig.onFailure.destinationArn`; dependencies are told by its first step
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
  // With several dependencies in one property, those that the value itself names are meant.
  return named.length > 0 ? named : [...computedFrom];
}

/** By each value that names a resource; a stack is asked about as often as it has resources. */
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
