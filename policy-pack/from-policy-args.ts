import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { plainProperties } from "./resource/plain";
import type { Properties, Resource, StackResource } from "./resource/resource";

/** Most rules look at the type first and at the properties of few resources, which are copied only then. */
class LazyResource implements StackResource {
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

/** What the SDK passes to a resource policy, as the rules see it. */
export function fromResourceArgs({ type, name, urn, props, provider }: ResourceValidationArgs): Resource {
  return new LazyResource(type, name, urn, provider !== undefined, props);
}

/** What the SDK passes to a stack policy; dependencies refer to the same objects, in any order. */
export function fromStackArgs({ resources }: StackValidationArgs): StackResource[] {
  const known = new Map<PolicyResource, LazyResource>();
  for (const resource of resources) {
    const { type, name, urn, props, provider } = resource;
    known.set(resource, new LazyResource(type, name, urn, provider !== undefined, props));
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
