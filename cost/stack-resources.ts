import { plainProperties } from "../policy-pack/resource/plain";
import type { StackResource } from "../policy-pack/resource/resource";
import type { Registration } from "./messages";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Captured registrations as stack rules see resources: outputs, and dependencies as objects. */
export function stackResources(registrations: readonly Registration[]): StackResource[] {
  const known = new Map<string, Writable<StackResource>>();
  for (const { type, name, urn, custom, outputs } of registrations) {
    known.set(urn, {
      type,
      name,
      urn,
      props: plainProperties(outputs),
      hasProvider: custom,
      dependencies: [],
      propertyDependencies: {},
    });
  }
  const find = (urns: readonly string[]): StackResource[] => urns.flatMap(urn => known.get(urn) ?? []);
  for (const { urn, dependencies, propertyDependencies } of registrations) {
    const own = known.get(urn);
    if (own === undefined) continue;
    own.dependencies = find(dependencies);
    own.propertyDependencies = Object.fromEntries(
      Object.entries(propertyDependencies).map(([property, urns]) => [property, find(urns)]),
    );
  }
  return [...known.values()];
}
