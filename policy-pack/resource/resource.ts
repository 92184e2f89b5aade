/** What a rule sees of a resource: plain data, with the symbol UNKNOWN for unknown values. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Properties;
  /** Only custom resources have one; components and the stack itself do not. */
  readonly hasProvider: boolean;
}

/** A resource of a whole stack, with its dependencies. */
export interface StackResource extends Resource {
  readonly dependencies: readonly StackResource[];
  /** By input: the resources whose outputs it was computed from. */
  readonly propertyDependencies: Readonly<Record<string, readonly StackResource[]>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** Something a rule refuses: one line with what, why, and the remedy. */
export interface Finding {
  readonly message: string;
  /** What it costs per month, if known: an exception does not apply above its maximum. */
  readonly usdPerMonth?: number;
}

export interface StackFinding extends Finding {
  readonly resource: Resource;
}

export type ResourceRule = (resource: Resource) => readonly Finding[];
export type StackRule = (resources: readonly StackResource[]) => readonly StackFinding[];

/** The name of a resource in messages. */
export function label({ type, name }: Pick<Resource, "type" | "name">): string {
  return `${type} "${name}"`;
}
