import { linkResources } from "../policy-pack/resource/graph";
import type { StackResource } from "../policy-pack/resource/resource";
import type { Registration } from "./capture";

/** Captured registrations as the pack's stack rules see resources: with outputs, and with dependencies as objects. */
export function stackResources(registrations: readonly Registration[]): StackResource[] {
  return linkResources<string>(
    registrations.map(({ urn, custom, outputs, ...registration }) => ({
      ...registration,
      key: urn,
      urn,
      hasProvider: custom,
      given: outputs,
    })),
  );
}
