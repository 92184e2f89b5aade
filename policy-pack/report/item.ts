/** A line of the report; amounts in US dollars. */
export interface Item {
  readonly name: string;
  /** `standing` is billed while idle, `allotment` is free up to an account's allotment, `usage` only when used. */
  readonly kind: "standing" | "allotment" | "usage";
  readonly quantity: number;
  readonly unit: string;
  /** As written in the source. */
  readonly unitPrice: string;
  readonly free: number;
  /** Null if unknown: such an item is refused, not treated as zero. */
  readonly usdPerMonth: number | null;
  /** The same, if others use up the account's free allotment. */
  readonly ifAllotmentUsedUsdPerMonth: number | null;
  readonly evidence: string;
  readonly checked: string;
  readonly source: string;
  readonly note: string;
}

export interface CostReport {
  readonly baselineUsdPerMonth: number;
  readonly ifAllotmentsUsedUsdPerMonth: number;
  readonly usdPerMillionEmails: number;
  /** Unclassified resources. */
  readonly unclassified: number;
  readonly items: readonly Item[];
  readonly millionEmails: readonly EmailCost[];
  /** Resources without charge, which the items omit. */
  readonly free: number;
}

/** A part of the cost of one million emails, at list price. */
export interface EmailCost {
  readonly name: string;
  readonly quantity: number;
  readonly unit: string;
  readonly unitPrice: string;
  readonly usd: number;
  readonly evidence: string;
  readonly checked: string;
  readonly note: string;
}

/** Rounds to a hundredth of a cent: anything smaller is floating-point noise. */
export function dollars(amount: number): number {
  return Math.round(amount * 10_000) / 10_000;
}

/** For a unit without a fixed price; the note says what it depends on. */
export const OPEN_PRICE = "no fixed price";

/** `0.10`, `0.625`: at least two decimals, and all digits of a smaller price. */
export function unitPrice(usd: number): string {
  return Number(usd.toFixed(2)) === usd ? usd.toFixed(2) : String(usd);
}

/** Whether the stack costs nothing: the total is zero, and no item is unknown or hidden by rounding. */
export function isZero({ baselineUsdPerMonth, unclassified, items }: CostReport): boolean {
  return baselineUsdPerMonth === 0 && unclassified === 0 && !items.some(isCost);
}

/** What the pack refuses: any standing charge, and any unit beyond an allotment, even if its price is unknown or tiny. */
export function isCost({ kind, quantity, free }: Item): boolean {
  return kind === "standing" || (kind === "allotment" && quantity > free);
}
