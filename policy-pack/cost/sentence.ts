import type { CatalogRow } from "../catalog/catalog";
import type { Price } from "../catalog/prices";
import { describeMonthly } from "../catalog/monthly";

/** The evidence of a figure, so that a remembered price is not mistaken for a known one. */
export function evidenceText({
  evidence,
  source,
  checked,
}: Pick<CatalogRow | Price, "evidence" | "source" | "checked">): string {
  if (evidence === "N") return `unverified, from memory${source === "" ? "" : `; see ${source}`}`;
  const kind =
    { A: "AWS", G: "Infracost's test files", F: "Infracost's list of free types", T: "a third party" }[
      evidence
    ] ?? evidence;
  return `${kind}: ${source}, ${checked}`;
}

/** `$1.00 per month while idle: KMS key at 1.00 USD per key-month (AWS: …)`, with the condition, if any. */
export function costText(row: CatalogRow): string {
  const unit = row.unit === "" ? "" : ` per ${row.unit.replace(/^per /, "")}`;
  const price = row.price === "" || row.price === "?" ? "" : ` at ${row.price} USD${unit}`;
  const what = row.component === "" ? "" : `: ${row.component}${price}`;
  const because = row.whenText === "always" ? "" : `, because ${readable(row.whenText)}`;
  // Without a price and a source there is nothing to verify.
  const evidence = row.price === "?" && row.source === "" ? "" : ` (${evidenceText(row)})`;
  return `${describeMonthly(row.monthly)} while idle${what}${evidence}${because}`;
}

export function remedyText(row: CatalogRow): string {
  if (row.remedy !== "") return row.remedy;
  const way = row.whenText === "always" ? "remove it" : "change that";
  return `${way}, or add an exception (docs/cost.md)`;
}

/** Readable names for facts of the stack. */
export function readable(condition: string): string {
  return condition
    .replaceAll("$source", "its source")
    .replaceAll("$widgetMetrics", "the number of metrics in dashboardBody");
}
