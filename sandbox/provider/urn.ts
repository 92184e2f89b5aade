const ROOT = "pulumi:pulumi:Stack";

/**
 * A URN as the Pulumi engine builds it: the types of all parents except the stack, then the resource's own.
 * `urn:pulumi:{stack}::{project}::{parent type}${type}::{name}`
 * (https://www.pulumi.com/docs/iac/concepts/resources/names/#urns).
 *
 * @param parent its URN; empty for a resource without one
 */
export function urnOf(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2] ?? ROOT;
  const qualified = parentType === ROOT ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The resource's own type. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? urn;
}

/** The resource's logical name. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
