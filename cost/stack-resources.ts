import { linkResources } from "../policy-pack/resource/graph";
import { plainProperties } from "../policy-pack/resource/plain";
import type { StackResource } from "../policy-pack/resource/resource";
import type { Registration } from "./capture";

/** Captured registrations as the pack's stack rules see resources: with outputs, and with dependencies as objects. */
export function stackResources(registrations: readonly Registration[]): StackResource[] {
  return linkResources<string>(
    registrations.map(({ type, name, urn, custom, outputs, dependencies, propertyDependencies }) => ({
      key: urn,
      type,
      name,
      urn,
      props: plainProperties(outputs),
      hasProvider: custom,
      dependencies,
      propertyDependencies,
    })),
  );
}
