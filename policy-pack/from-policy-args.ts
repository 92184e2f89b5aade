import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { plainProperties } from "./resource/plain";
import type { Resource, StackResource } from "./resource/resource";

/** What the SDK passes to a resource policy, as the rules see it. */
export function fromResourceArgs({ type, name, urn, props, provider }: ResourceValidationArgs): Resource {
  return { type, name, urn, props: plainProperties(props), hasProvider: provider !== undefined };
}

/** What the SDK passes to a stack policy; dependencies refer to the same objects, in any order. */
export function fromStackArgs({ resources }: StackValidationArgs): StackResource[] {
  const known = new Map<PolicyResource, Writable<StackResource>>();
  for (const resource of resources) {
    const { type, name, urn, props, provider } = resource;
    known.set(resource, {
      type,
      name,
      urn,
      props: plainProperties(props),
      hasProvider: provider !== undefined,
      dependencies: [],
      propertyDependencies: {},
    });
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

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
