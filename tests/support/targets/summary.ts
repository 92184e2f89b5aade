import type { Change } from "./target";

/** `operation Type` of each resource, without the stack itself and providers. */
export function summary(changes: readonly Change[]): string[] {
  return changes
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(change => `${change.op} ${typeName(change)}`)
    .sort();
}

export function typeName({ type }: Change): string {
  return type.split(":").at(-1) ?? type;
}
