const ROOT = "pulumi:pulumi:Stack";

/** A URN as the Pulumi engine makes it: the types of all parents but the stack, then the resource's own. */
export function urnOf(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2] ?? ROOT;
  const qualified = parentType === ROOT ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}
