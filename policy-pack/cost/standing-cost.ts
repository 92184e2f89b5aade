import { type Catalog, type CatalogRow, needsStack } from "../catalog/catalog";
import { evaluate, unknownPaths } from "../catalog/condition";
import { label, type Finding, type Resource, type ResourceRule } from "../resource/resource";
import { costText, readable, remedyText } from "./sentence";

/** What a resource's own inputs show: a type that costs, or a property that incurs a cost. */
export function standingCost(catalog: Catalog): ResourceRule {
  return resource =>
    costFindings(
      resource,
      catalog.rowsOf(resource.type).filter(row => !needsStack(row)),
    );
}

/** Evaluates these rows for a resource, and refuses it if an unknown property decides. */
export function costFindings(resource: Resource, rows: readonly CatalogRow[]): Finding[] {
  return rows.filter(row => row.verdict === "forbid").flatMap(row => judge(resource, row));
}

function judge(resource: Resource, row: CatalogRow): Finding[] {
  const truth = evaluate(row.when, resource.props);
  if (truth === false) return [];
  const cost = costText(row);
  if (truth === "unknown") {
    const properties = readable(unknownPaths(row.when, resource.props).join(", "));
    return [
      {
        message: `${label(resource)}: ${properties} is unknown at preview, and it may cost ${cost}; use a value that is known before deployment.`,
      },
    ];
  }
  const usd = row.monthly.usd;
  const message = `${label(resource)} costs ${cost}; ${remedyText(row)}.`;
  return [usd === undefined || row.monthly.more ? { message } : { message, usdPerMonth: usd }];
}
