/** What a rule sees of a resource: plain data, in which a value not known yet is the symbol UNKNOWN. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Properties;
  /** Only custom resources have one; components and the stack itself do not. */
  readonly hasProvider: boolean;
}

/** A resource of a whole stack, with what the program made it from. */
export interface StackResource extends Resource {
  readonly dependencies: readonly StackResource[];
  /** By input: the resources whose outputs it was computed from. */
  readonly propertyDependencies: Readonly<Record<string, readonly StackResource[]>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** Something a rule refuses: one line that says what, why and the remedy. */
export interface Finding {
  readonly message: string;
  /** What it costs a month, where that is known: an exception covers no more than its maximum. */
  readonly usdPerMonth?: number;
}

export interface StackFinding extends Finding {
  readonly resource: Resource;
}

export type ResourceRule = (resource: Resource) => readonly Finding[];
export type StackRule = (resources: readonly StackResource[]) => readonly StackFinding[];

/** How messages name a resource. */
export function label({ type, name }: Pick<Resource, "type" | "name">): string {
  return `${type} "${name}"`;
}
