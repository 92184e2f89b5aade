import { plainProperties } from "./plain";
import type { Properties, StackResource } from "./resource";

/** A resource as the SDK or a capture has it, whose dependencies are given by key, such as a URN. */
export interface UnlinkedResource<Key> {
  readonly key: Key;
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly hasProvider: boolean;
  /** With Pulumi's own wrappers of secrets and unknown values. */
  readonly given: object;
  readonly dependencies: readonly Key[];
  /** By input. */
  readonly propertyDependencies: Readonly<Record<string, readonly Key[]>>;
}

/** Most rules look at the type first and at the properties of few resources, which are copied only then. */
export class LazyResource implements StackResource {
  dependencies: readonly StackResource[] = [];
  propertyDependencies: Readonly<Record<string, readonly StackResource[]>> = {};
  private copy: Properties | undefined;

  constructor(
    readonly type: string,
    readonly name: string,
    readonly urn: string,
    readonly hasProvider: boolean,
    private readonly given: object,
  ) {}

  get props(): Properties {
    return (this.copy ??= plainProperties(this.given));
  }
}

/** Resources with their dependencies as objects, in any order; a dependency outside the list is left out. */
export function linkResources<Key>(unlinked: readonly UnlinkedResource<Key>[]): StackResource[] {
  const known = new Map<Key, LazyResource>();
  for (const { key, type, name, urn, hasProvider, given } of unlinked)
    known.set(key, new LazyResource(type, name, urn, hasProvider, given));
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
