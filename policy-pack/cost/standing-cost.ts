import { type Catalog, type CatalogRow, needsStack } from "../catalog/catalog";
import { evaluate, unknownPaths } from "../catalog/condition";
import { UNKNOWN } from "../resource/plain";
import { label, type Finding, type Resource, type ResourceRule } from "../resource/resource";
import { dashboardMetrics } from "./dashboards";
import { costText, readable, remedyText } from "./sentence";

/** What a resource's own inputs show: a type that costs, or a property that incurs a cost. */
export function standingCost(catalog: Catalog): ResourceRule {
  return resource =>
    costFindings(
      { ...resource, props: { ...resource.props, ...ownFacts(resource) } },
      catalog.rowsOf(resource.type).filter(row => !needsStack(row)),
    );
}

/**
 * The `$` facts in the catalog's conditions that a resource's own inputs imply. A dashboard names resources that the same
 * deployment creates, so its body may be unknown at the first preview: the update judges it, before it is created.
 */
function ownFacts({ type, props }: Resource): Resource["props"] {
  if (type !== "aws:cloudwatch/dashboard:Dashboard" || props["dashboardBody"] === UNKNOWN) return {};
  return { $widgetMetrics: dashboardMetrics(props)?.length ?? UNKNOWN };
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
