import type { Catalogue } from "../catalogue/catalogue";
import { label, type Resource, type ResourceRule } from "../resource/resource";

/** Refuses what nobody has priced: a cost that is not known is not zero. */
export function unclassified(catalogue: Catalogue): ResourceRule {
  return resource => {
    if (!isUnclassified(resource, catalogue)) return [];
    const note = catalogue.rowsOf(resource.type)[0]?.note ?? "";
    const why = note === "" ? "what it costs while idle is not known" : note;
    const usage = `add a row to policy-pack/data/catalogue.tsv with its price, evidence and date (docs/cost.md)`;
    return [
      { message: `${label(resource)}: not classified: ${why}, so it may cost any amount a month; ${usage}.` },
    ];
  };
}

/**
 * Components and the stack itself have no provider of their own and cost nothing. Where a caller does not say
 * which provider made a resource, the token tells: only custom resources have a module with a slash in it.
 */
export function isUnclassified(resource: Resource, catalogue: Catalogue): boolean {
  const rows = catalogue.rowsOf(resource.type);
  if (rows.length > 0) return rows.every(row => row.verdict === "unclassified");
  return resource.hasProvider || resource.type.startsWith("aws:") || resource.type.includes("/");
}
