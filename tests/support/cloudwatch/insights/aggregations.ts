import { type Expression, type Fields, order, parseExpression, type Value } from "./expressions";
import { type TokenReader, UnsupportedQuery } from "./tokens";

/** A column of `stats`. */
export interface Aggregation {
  readonly name: string;
  readonly fold: (values: readonly Exclude<Value, undefined>[], rows: readonly Fields[]) => Value;
  /** Undefined for `count(*)`. */
  readonly of: Expression | undefined;
}

/** `count(*) as n, max(duration_ms)`, up to `by` or the end. */
export function parseAggregations(reader: TokenReader): Aggregation[] {
  const found = [parseAggregation(reader)];
  while (reader.accept(",")) found.push(parseAggregation(reader));
  return found;
}

export function aggregate({ of, fold }: Aggregation, rows: readonly Fields[]): Value {
  const present = of === undefined ? rows : rows.filter(row => of(row) !== undefined);
  return fold(
    present.flatMap(row => of?.(row) ?? []),
    present,
  );
}

function parseAggregation(reader: TokenReader): Aggregation {
  const name = reader.takeKind("word");
  reader.expect("(");
  if (name === "count" && reader.accept("*")) {
    reader.expect(")");
    return { name: alias(reader, "count(*)"), of: undefined, fold: (_, rows) => rows.length };
  }
  const of = parseExpression(reader);
  const share = reader.accept(",") ? Number(reader.takeKind("number")) : undefined;
  reader.expect(")");
  return { name: alias(reader, `${name}(…)`), of, fold: foldOf(name, of, share) };
}

function foldOf(name: string, of: Expression, share: number | undefined): Aggregation["fold"] {
  const numbers = (values: readonly Value[]) => values.map(Number).sort((one, other) => one - other);
  const sum = (values: readonly Value[]) => numbers(values).reduce((total, each) => total + each, 0);
  if (name === "pct" && share !== undefined)
    return values => (values.length === 0 ? undefined : percentile(numbers(values), share));
  if (share !== undefined) throw new UnsupportedQuery(`${name} with two arguments`);
  switch (name) {
    case "count":
      return values => values.length;
    case "sum":
      return sum;
    case "avg":
      return values => (values.length === 0 ? undefined : sum(values) / values.length);
    case "min":
      return values => [...values].sort(order)[0];
    case "max":
      return values => [...values].sort(order).at(-1);
    case "latest":
      return (_, rows) => {
        const last = [...rows].sort((one, other) => order(one["@timestamp"], other["@timestamp"])).at(-1);
        return last && of(last);
      };
    default:
      throw new UnsupportedQuery(`unknown aggregation ${name}`);
  }
}

/** The value that this share of the values does not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  const index = Math.max(0, Math.ceil((share / 100) * sorted.length) - 1);
  return sorted[index] ?? NaN;
}

function alias(reader: TokenReader, otherwise: string): string {
  return reader.accept("as") ? reader.takeKind("word") : otherwise;
}
