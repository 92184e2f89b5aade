/** A line of the report; amounts are US dollars. */
export interface Item {
  readonly name: string;
  /** `standing` is billed while idle, `allotment` is free up to an account's allotment, `usage` only when used. */
  readonly kind: "standing" | "allotment" | "usage";
  readonly quantity: number;
  readonly unit: string;
  /** As the source writes it. */
  readonly unitPrice: string;
  readonly free: number;
  /** Null where nobody knows: such an item is refused, not taken for zero. */
  readonly usdPerMonth: number | null;
  /** The same, were the account's free allotment used up by others. */
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
  /** Resources that nobody has classified. */
  readonly unclassified: number;
  readonly items: readonly Item[];
  readonly millionEmails: readonly EmailCost[];
  /** Resources without any charge, which the items leave out. */
  readonly free: number;
}

/** A part of what a million mails cost, at list price. */
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

/** Sums of cents: what floating point adds beyond a hundredth of a cent is noise. */
export function dollars(amount: number): number {
  return Math.round(amount * 10_000) / 10_000;
}

/** Where a unit has no price of its own, and the note says what it depends on. */
export const OPEN_PRICE = "no fixed price";

/** `0.10`, `0.625`: cents at least, and no digit of a smaller price lost. */
export function unitPrice(usd: number): string {
  return Number(usd.toFixed(2)) === usd ? usd.toFixed(2) : String(usd);
}

/** Whether the stack may stand: zero, and nothing in it of which that is not known, or too little to be seen. */
export function isZero({ baselineUsdPerMonth, unclassified, items }: CostReport): boolean {
  return baselineUsdPerMonth === 0 && unclassified === 0 && !items.some(isCost);
}

/** What the pack refuses: any standing charge, and any unit beyond an allotment, be its price unknown or tiny. */
export function isCost({ kind, quantity, free }: Item): boolean {
  return kind === "standing" || (kind === "allotment" && quantity > free);
}
