/** `urn:pulumi:{stack}::{project}::{parent type}${type}::{name}` (https://www.pulumi.com/docs/iac/concepts/resources/names/#urns). */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? urn;
}

export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
