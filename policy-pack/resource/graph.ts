import type { Resource, StackResource } from "./resource";

/** A resource whose dependencies are given by key, such as a URN. */
export interface UnlinkedResource<Key> extends Resource {
  readonly key: Key;
  readonly dependencies: readonly Key[];
  /** By input. */
  readonly propertyDependencies: Readonly<Record<string, readonly Key[]>>;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Resources with their dependencies as objects, in any order; a dependency outside the list is left out. */
export function linkResources<Key>(unlinked: readonly UnlinkedResource<Key>[]): StackResource[] {
  const known = new Map<Key, Writable<StackResource>>();
  for (const { key, type, name, urn, props, hasProvider } of unlinked)
    known.set(key, { type, name, urn, props, hasProvider, dependencies: [], propertyDependencies: {} });
  const find = (keys: readonly Key[]): StackResource[] => keys.flatMap(key => known.get(key) ?? []);
  for (const { key, dependencies, propertyDependencies } of unlinked) {
    const resource = known.get(key);
    if (resource === undefined) continue;
    resource.dependencies = find(dependencies);
    resource.propertyDependencies = Object.fromEntries(
      Object.entries(propertyDependencies).map(([property, keys]) => [property, find(keys)]),
    );
  }
  return [...known.values()];
}
