import { type Catalog, type CatalogRow, needsStack } from "../catalog/catalog";
import { evaluate } from "../catalog/condition";
import { label, type Resource, type ResourceRule } from "../resource/resource";

/** Refuses unclassified resources: an unknown cost is not zero. */
export function unclassified(catalog: Catalog): ResourceRule {
  return resource => {
    if (!isUnclassified(resource, catalog)) return [];
    const why = reason(catalog.rowsOf(resource.type));
    const usage = `add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md)`;
    return [{ message: `${label(resource)}: not classified: ${why}; ${usage}.` }];
  };
}

/**
 * Components and the stack itself have no provider and cost nothing. If the caller does not pass a resource's
 * provider, the token decides: only custom resources have a module with a slash in it. A type with rows only for
 * other settings is as unknown as one without rows.
 */
export function isUnclassified(resource: Resource, catalog: Catalog): boolean {
  const rows = catalog.rowsOf(resource.type);
  if (rows.length === 0) return resource.hasProvider || resource.type.includes("/");
  return rows
    .filter(row => needsStack(row) || evaluate(row.when, resource.props) !== false)
    .every(row => row.verdict === "unclassified");
}

function reason(rows: readonly CatalogRow[]): string {
  if (rows.some(row => row.verdict !== "unclassified"))
    return "the catalog has prices for other settings of this type, but not for these";
  const note = rows[0]?.note ?? "";
  return note === "" ? "its idle cost is unknown" : note;
}
