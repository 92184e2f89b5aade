import { type Catalog, needsStack } from "../catalog/catalog";
import { type Price, type Prices, several } from "../catalog/prices";
import { label, type StackFinding, type StackResource, type StackRule } from "../resource/resource";
import type { Count } from "./count";
import { counts } from "./counts";
import { undeclaredMetrics } from "./custom-metrics";
import { derivedFacts } from "./derived";
import { evidenceText } from "./sentence";
import { costFindings } from "./standing-cost";

/** What only the whole stack shows: usage of the account's free allotments, and sources that cost. */
export function freeAllotments(catalog: Catalog, prices: Prices): StackRule {
  return resources => [
    ...counts(resources, catalog).flatMap(count => [
      ...notCountable(count, prices[count.key]),
      ...overdrawn(count, prices[count.key]),
    ]),
    ...undeclaredMetrics(resources),
    ...resources.flatMap(resource => derivedFindings(resource, resources, catalog)),
  ];
}

function overdrawn({ quantity, by }: Count, price: Price): StackFinding[] {
  const last = by.at(-1);
  if (quantity <= price.free || last === undefined) return [];
  const over = quantity - price.free;
  const usd = price.usd === undefined ? undefined : (over * price.usd) / price.per;
  const cost = usd === undefined ? price.note : `the excess costs $${usd.toFixed(2)} per month`;
  const message = `${label(last.resource)}: the stack uses ${number(quantity)} ${several(price.unit)}, but an account has only ${number(price.free)} free per month; ${cost} (${evidenceText(price)}); remove ${number(over)}.`;
  return [{ resource: last.resource, message, ...(usd === undefined ? {} : { usdPerMonth: usd }) }];
}

function notCountable({ open }: Count, price: Price): StackFinding[] {
  return open.map(({ resource, property }) => ({
    resource,
    message: `${label(resource)}: ${property} is unknown at preview or cannot be parsed, so its ${several(price.unit)} cannot be counted against the ${number(price.free)} free ones ($${price.usd?.toFixed(2) ?? "?"} per ${number(price.per)} beyond; ${evidenceText(price)}); use a value that is known before deployment.`,
  }));
}

function derivedFindings(
  resource: StackResource,
  all: readonly StackResource[],
  catalog: Catalog,
): StackFinding[] {
  const rows = catalog.rowsOf(resource.type).filter(needsStack);
  if (rows.length === 0) return [];
  const props = { ...resource.props, ...derivedFacts(resource, all) };
  return costFindings({ ...resource, props }, rows).map(finding => ({ ...finding, resource }));
}

function number(value: number): string {
  return Math.ceil(value).toLocaleString("en-US");
}
