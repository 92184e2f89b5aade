import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { linkResources } from "./resource/graph";
import { plainProperties } from "./resource/plain";
import type { Resource, StackResource } from "./resource/resource";

/** What the SDK passes to a resource policy, as the rules see it. */
export function fromResourceArgs({
  type,
  name,
  urn,
  props,
  provider,
}: ResourceValidationArgs | PolicyResource): Resource {
  return { type, name, urn, props: plainProperties(props), hasProvider: provider !== undefined };
}

/** What the SDK passes to a stack policy; dependencies refer to the same objects, in any order. */
export function fromStackArgs({ resources }: StackValidationArgs): StackResource[] {
  return linkResources<PolicyResource>(
    resources.map(resource => ({
      key: resource,
      ...fromResourceArgs(resource),
      dependencies: resource.dependencies,
      propertyDependencies: resource.propertyDependencies,
    })),
  );
}
