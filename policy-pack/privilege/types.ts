import type { Catalog } from "../catalog/catalog";
import type { TypeList } from "../catalog/type-list";
import { label, type ResourceRule } from "../resource/resource";

/**
 * Only types a stack like ours needs, and none that hands out access outside roles. Types that are unclassified or
 * not of AWS are refused elsewhere, and providers and components make nothing themselves.
 */
export function allowedTypes(allowed: TypeList, access: TypeList, catalog: Catalog): ResourceRule {
  return resource => {
    const { type } = resource;
    if (!/^aws:[^/]+\//.test(type)) return [];
    const handsOut = access.textFor(type);
    if (handsOut !== undefined)
      return [
        {
          message: `${label(resource)}: hands out access outside roles (${handsOut}); remove it, or add an exception (docs/policy-pack.md).`,
        },
      ];
    if (
      allowed.textFor(type) !== undefined ||
      catalog.rowsOf(type).every(({ verdict }) => verdict !== "allow" && verdict !== "counted")
    )
      return [];
    return [
      {
        message: `${label(resource)}: a stack like this needs no such type; remove it, or add it to policy-pack/data/allowed-types.tsv with a rule for what it can do.`,
      },
    ];
  };
}
