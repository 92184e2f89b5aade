import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { LazyResource, linkResources } from "./resource/graph";
import type { Resource, StackResource } from "./resource/resource";

/** What the SDK passes to a resource policy, as the rules see it. */
export function fromResourceArgs({ type, name, urn, props, provider }: ResourceValidationArgs): Resource {
  return new LazyResource(type, name, urn, provider !== undefined, props);
}

/** What the SDK passes to a stack policy; dependencies refer to the same objects, in any order. */
export function fromStackArgs({ resources }: StackValidationArgs): StackResource[] {
  return linkResources<PolicyResource>(
    resources.map(resource => ({
      key: resource,
      type: resource.type,
      name: resource.name,
      urn: resource.urn,
      hasProvider: resource.provider !== undefined,
      given: resource.props,
      dependencies: resource.dependencies,
      propertyDependencies: resource.propertyDependencies,
    })),
  );
}
