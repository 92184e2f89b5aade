import { type Catalogue, type CatalogueRow, needsStack } from "../catalogue/catalogue";
import { evaluate } from "../catalogue/condition";
import { label, type Resource, type ResourceRule } from "../resource/resource";

/** Refuses what nobody has priced: a cost that is not known is not zero. */
export function unclassified(catalogue: Catalogue): ResourceRule {
  return resource => {
    if (!isUnclassified(resource, catalogue)) return [];
    const why = reason(catalogue.rowsOf(resource.type));
    const usage = `add a row to policy-pack/data/catalogue.tsv with its price, evidence and date (docs/cost.md)`;
    return [
      { message: `${label(resource)}: not classified: ${why}, so it may cost any amount a month; ${usage}.` },
    ];
  };
}

/**
 * Components and the stack itself have no provider of their own and cost nothing. Where a caller does not say
 * which provider made a resource, the token tells: only custom resources have a module with a slash in it.
 * A type whose rows are all about other settings than these is as unknown as one without any.
 */
export function isUnclassified(resource: Resource, catalogue: Catalogue): boolean {
  const rows = catalogue.rowsOf(resource.type);
  if (rows.length === 0) return resource.hasProvider || resource.type.includes("/");
  return rows
    .filter(row => needsStack(row) || evaluate(row.when, resource.props) !== false)
    .every(row => row.verdict === "unclassified");
}

function reason(rows: readonly CatalogueRow[]): string {
  if (rows.some(row => row.verdict !== "unclassified"))
    return "the catalogue prices its other settings, but not these";
  const note = rows[0]?.note ?? "";
  return note === "" ? "what it costs while idle is not known" : note;
}
