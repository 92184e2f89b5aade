import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { plainProperties } from "./resource/plain";
import type { Properties, Resource, StackResource } from "./resource/resource";

/** What the SDK passes to a resource policy, as the rules see it. */
export function fromResourceArgs({ type, name, urn, props, provider }: ResourceValidationArgs): Resource {
  return withProps({ type, name, urn, hasProvider: provider !== undefined }, props);
}

/** What the SDK passes to a stack policy; dependencies refer to the same objects, in any order. */
export function fromStackArgs({ resources }: StackValidationArgs): StackResource[] {
  const known = new Map<PolicyResource, Writable<StackResource>>();
  for (const resource of resources) {
    const { type, name, urn, props, provider } = resource;
    const own = {
      type,
      name,
      urn,
      hasProvider: provider !== undefined,
      dependencies: [],
      propertyDependencies: {},
    };
    known.set(resource, withProps(own, props));
  }
  const find = (others: readonly PolicyResource[]): StackResource[] =>
    others.flatMap(other => known.get(other) ?? []);
  for (const [resource, own] of known) {
    own.dependencies = find(resource.dependencies);
    own.propertyDependencies = Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, others]) => [property, find(others)]),
    );
  }
  return [...known.values()];
}

/** Most rules look at the type first and at the properties of few resources, which are copied only then. */
function withProps<T extends object>(own: T, given: object): T & { props: Properties } {
  let copy: Properties | undefined;
  return Object.defineProperty(own, "props", {
    configurable: true,
    enumerable: true,
    get: () => (copy ??= plainProperties(given)),
  }) as T & { props: Properties };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
