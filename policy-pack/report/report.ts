import { type CatalogRow, needsStack } from "../catalog/catalog";
import { evaluate } from "../catalog/condition";
import { type Price, several } from "../catalog/prices";
import type { Count } from "../cost/count";
import { counts } from "../cost/counts";
import { derivedFacts } from "../cost/derived";
import { isUnclassified } from "../cost/unclassified";
import type { StackResource } from "../resource/resource";
import type { PackData } from "../rules";
import { type CostReport, dollars, type Item, OPEN_PRICE, unitPrice } from "./item";
import { millionEmails } from "./million-emails";

/** What a stack costs per month while idle, item by item, and the cost of one million emails. */
export function costReport(given: readonly StackResource[], data: PackData): CostReport {
  const resources = [...given].sort(byName);
  const items = [
    ...resources.flatMap(resource => standingItems(resource, resources, data)),
    ...counts(resources, data.catalog).flatMap(count => allotmentItems(count, data.prices[count.key])),
    ...usageItems(resources, data),
  ];
  const mails = millionEmails(resources, data.prices);
  return {
    baselineUsdPerMonth: dollars(sum(items.map(({ usdPerMonth }) => usdPerMonth))),
    ifAllotmentsUsedUsdPerMonth: dollars(
      sum(items.map(({ ifAllotmentUsedUsdPerMonth }) => ifAllotmentUsedUsdPerMonth)),
    ),
    usdPerMillionEmails: dollars(sum(mails.map(({ usd }) => usd))),
    unclassified: resources.filter(resource => isUnclassified(resource, data.catalog)).length,
    items,
    millionEmails: mails,
    free: resources.filter(({ type }) => data.catalog.rowsOf(type).every(row => row.costClass === "free"))
      .length,
  };
}

/** Pay-per-use items are refused elsewhere and are not part of the idle cost. */
function standingItems(
  resource: StackResource,
  all: readonly StackResource[],
  { catalog }: PackData,
): Item[] {
  const props = { ...resource.props, ...derivedFacts(resource, all) };
  return catalog
    .rowsOf(resource.type)
    .filter(
      row => row.verdict === "forbid" && row.costClass !== "usage" && evaluate(row.when, props) !== false,
    )
    .map(row => {
      const usd = row.monthly.more ? null : (row.monthly.usd ?? null);
      return {
        ...fromRow(row, resource),
        kind: "standing",
        quantity: 1,
        usdPerMonth: usd,
        ifAllotmentUsedUsdPerMonth: usd,
      };
    });
}

function allotmentItems(
  { key, quantity, open }: Pick<Count, "key" | "quantity" | "open">,
  price: Price,
): Item[] {
  const notKnown: Item[] = open.map(({ resource, property }) => ({
    ...fromPrice(price),
    name: `${resource.type} "${resource.name}"`,
    kind: "standing",
    quantity: 1,
    usdPerMonth: null,
    ifAllotmentUsedUsdPerMonth: null,
    note: `${property} is unknown or cannot be parsed`,
  }));
  const cost = (units: number): number | null =>
    price.usd === undefined ? (units === 0 ? 0 : null) : dollars((units * price.usd) / price.per);
  const over = Math.max(0, quantity - price.free);
  const item: Item = {
    ...fromPrice(price),
    name: key,
    kind: "allotment",
    quantity: Math.ceil(quantity),
    usdPerMonth: cost(over),
    ifAllotmentUsedUsdPerMonth: cost(quantity),
  };
  return [item, ...notKnown];
}

/** Pay-per-use items, which cost nothing while idle. */
function usageItems(resources: readonly StackResource[], { catalog }: PackData): Item[] {
  return resources.flatMap(resource =>
    catalog
      .rowsOf(resource.type)
      .filter(row => row.verdict === "allow" && row.price !== "0" && row.price !== "" && !needsStack(row))
      .filter(row => evaluate(row.when, resource.props) === true)
      .map((row): Item => ({
        ...fromRow(row, resource),
        kind: "usage",
        quantity: 0,
        usdPerMonth: 0,
        ifAllotmentUsedUsdPerMonth: 0,
      })),
  );
}

function fromRow(
  { component, price, unit, evidence, checked, source, note, allotment }: CatalogRow,
  { type, name }: StackResource,
) {
  return {
    name: `${type} "${name}"`,
    unit: component,
    unitPrice: rowPrice(price, unit),
    free: 0,
    evidence,
    checked,
    source,
    note: allotment === "" ? note : `free: ${allotment}`,
  };
}

/** The catalog has `?` or nothing for an unknown price, and `usage` if the source has no figure. */
function rowPrice(price: string, unit: string): string {
  if (price === "" || price === "?") return "price unknown";
  if (price === "usage") return "pay per use";
  return price.includes("/") || unit === "" ? price : `${price} per ${unit}`;
}

function fromPrice({ usd, per, unit, free, evidence, checked, source, note }: Price) {
  return {
    unit,
    unitPrice:
      usd === undefined
        ? OPEN_PRICE
        : `${unitPrice(usd)} per ${per === 1 ? unit : `${per.toLocaleString("en-US")} ${several(unit)}`}`,
    free,
    evidence,
    checked,
    source,
    note,
  };
}

/** The order of registration varies between runs; sorted reports can be compared. */
function byName(a: StackResource, b: StackResource): number {
  const [left, right] = [a, b].map(({ type, name, urn }) => `${type} ${name} ${urn}`) as [string, string];
  return left < right ? -1 : Number(left > right);
}

function sum(amounts: readonly (number | null)[]): number {
  return amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);
}
