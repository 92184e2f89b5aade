import { DataError, parseTsv, readDataFile, requireEvidence } from "./tsv";

/** A row of data/prices.tsv. */
export interface Price {
  readonly key: PriceKey;
  /** For `per` units; undefined if it depends on the rest of the account. */
  readonly usd: number | undefined;
  readonly per: number;
  readonly unit: string;
  /** Units an account has free each month. */
  readonly free: number;
  readonly evidence: string;
  readonly checked: string;
  readonly source: string;
  readonly note: string;
}

export type PriceKey = (typeof PRICE_KEYS)[number];
export type Prices = Readonly<Record<PriceKey, Price>>;

/** What the stack rules count; each is free up to the account's allotment. */
const COUNTERS = [
  "alarm-metrics",
  "dashboards",
  "custom-metrics",
  "sqs-requests",
  "schedule-invocations",
  "trails",
] as const;

const PRICE_KEYS = [
  ...COUNTERS,
  ...(["lambda-requests", "lambda-gb-seconds", "ses-a-la-carte", "ses-essentials", "sns-publishes"] as const),
  ...(["dynamodb-writes", "log-gigabytes", "xray-traces", "api-requests"] as const),
] as const;

const COLUMNS = ["key", "price", "per", "unit", "free", "evidence", "checked", "source", "note"] as const;

export function isPriceKey(key: string): key is PriceKey {
  return (PRICE_KEYS as readonly string[]).includes(key);
}

/** `alarm metrics`, `GB-seconds (arm64)`. */
export function several(unit: string): string {
  return unit.replace(/(?= \(|$)/, "s");
}

export function loadPrices(): Prices {
  return parsePrices(readDataFile("prices.tsv"));
}

/** @throws DataError that names the invalid row */
export function parsePrices(text: string): Prices {
  const prices: Partial<Record<PriceKey, Price>> = {};
  for (const row of parseTsv(text, "prices.tsv", COLUMNS)) {
    const { at, cells } = row;
    const { key, unit, evidence, checked, source, note } = cells;
    if (!isPriceKey(key))
      throw new DataError(`${at}: unknown key "${key}"; expected ${PRICE_KEYS.join(", ")}`);
    requireEvidence(row);
    const usd = cells.price === "?" ? undefined : number(cells.price, `${at}: price`);
    prices[key] = {
      key,
      usd,
      per: number(cells.per, `${at}: per`),
      unit,
      free: number(cells.free, `${at}: free`),
      evidence,
      checked,
      source,
      note,
    };
  }
  const missing = PRICE_KEYS.filter(key => prices[key] === undefined);
  if (missing.length > 0) throw new DataError(`prices.tsv: missing row for ${missing.join(", ")}`);
  return prices as Prices;
}

function number(text: string, what: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new DataError(`${what} is "${text}": must be a number`);
  return Number(text);
}
