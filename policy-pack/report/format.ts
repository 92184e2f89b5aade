import { type CostReport, isCost, type Item, OPEN_PRICE } from "./item";

/** The report as text, for a terminal or a preview. */
export function formatReport(report: CostReport): string {
  const { items, millionEmails } = report;
  return [
    `Idle cost per month: ${idle(report)}`,
    `If other stacks use up the account's free allotments: up to $${report.ifAllotmentsUsedUsdPerMonth.toFixed(2)}`,
    `Unclassified resources: ${report.unclassified}; resources without charge: ${report.free}`,
    ...section(
      "Billed while idle:",
      items.filter(({ kind }) => kind === "standing"),
      standingLine,
    ),
    ...section(
      "Within a free allotment:",
      items.filter(({ kind }) => kind === "allotment"),
      allotmentLine,
    ),
    ...section(
      "Only when used:",
      items.filter(({ kind }) => kind === "usage"),
      usageLine,
    ),
    "",
    `One million emails: $${report.usdPerMillionEmails.toFixed(2)}`,
    ...millionEmails.map(
      ({ quantity, unit, unitPrice, usd, evidence, checked, note }) =>
        `  $${usd.toFixed(2).padStart(7)}  ${count(quantity)} × ${unit} at ${unitPrice} [${evidence} ${checked}] ${note}`,
    ),
    "",
    "Not part of this stack: the KMS key you supply, $1.00 per month [A]; the SES plans Pro and Enterprise, $105 and $500 per month [T], which no resource shows.",
    "Evidence: A an AWS page; G Infracost's price tests; F Infracost's free list; T a third party; N from memory, unverified.",
  ].join("\n");
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
  return items.length === 0 ? [] : ["", title, ...items.map(item => `  ${line(item)}`)];
}

function standingLine(item: Item): string {
  return `${amount(item.usdPerMonth)}  ${count(item.quantity)} × ${item.name}: ${item.unit}, ${item.unitPrice} ${evidence(item)}`;
}

function allotmentLine(item: Item): string {
  return `${amount(item.usdPerMonth)}  ${count(item.quantity)} of ${count(item.free)} free × ${item.unit} at ${item.unitPrice}${item.unitPrice === OPEN_PRICE ? ` (${item.note})` : ""}; otherwise ${amount(item.ifAllotmentUsedUsdPerMonth).trim()} ${evidence(item)}`;
}

function usageLine(item: Item): string {
  return `${item.name}: ${item.unit}, ${item.unitPrice} ${evidence(item)}${item.note === "" ? "" : ` ${item.note}`}`;
}

function evidence({ evidence, checked }: Item): string {
  return `[${evidence} ${checked}${evidence === "N" ? ", unverified" : ""}]`;
}

function amount(usd: number | null): string {
  return usd === null ? "unknown" : `$${usd.toFixed(2)}`.padStart(8);
}

function count(quantity: number): string {
  return quantity.toLocaleString("en-US");
}

/** `$1.00 for aws:kms/key:Key "audit", and an unknown amount for trails`: the total with its causes. */
function idle({ baselineUsdPerMonth, items, unclassified }: CostReport): string {
  const costs = items.filter(isCost);
  const priced = names(costs.filter(({ usdPerMonth }) => usdPerMonth !== null));
  const open = [
    ...names(costs.filter(({ usdPerMonth }) => usdPerMonth === null)),
    ...(unclassified === 0 ? [] : [`${count(unclassified)} unclassified`]),
  ];
  const cents = baselineUsdPerMonth.toFixed(2);
  const known = cents === "0.00" && priced.length > 0 ? "less than $0.01" : `$${cents}`;
  return [
    priced.length === 0 ? known : `${known} for ${priced.join(", ")}`,
    ...(open.length === 0 ? [] : [`and an unknown amount for ${open.join(", ")}`]),
  ].join(", ");
}

function names(items: readonly Item[]): string[] {
  return [...new Set(items.map(({ name }) => name))];
}
