import { urnOf } from "../../provider/urn";

/** An alias as Pulumi's SDK sends it (pulumi/proto/pulumi/alias.proto): a URN, or what differs from the resource's own. */
export interface AliasMessage {
  getUrn(): string;
  getSpec(): AliasSpec | undefined;
}

interface AliasSpec {
  getName(): string;
  getType(): string;
  getStack(): string;
  getProject(): string;
  getParenturn(): string;
  getNoparent(): boolean;
}

/** What an alias leaves open is as in the resource that has it. */
export interface AliasDefaults {
  stack: string;
  project: string;
  type: string;
  name: string;
}

/** The URNs under which earlier programs may have had a resource. */
export function aliasUrns(aliases: readonly AliasMessage[], own: AliasDefaults): string[] {
  return aliases.map(alias => {
    const spec = alias.getSpec();
    if (spec === undefined) return alias.getUrn();
    return urnOf(
      spec.getStack() || own.stack,
      spec.getProject() || own.project,
      spec.getNoparent() ? "" : spec.getParenturn(), // the SDK fills in the resource's own parent
      spec.getType() || own.type,
      spec.getName() || own.name,
    );
  });
}
