import { type Token, type TokenReader, UnsupportedQuery } from "./tokens";

export type Value = string | number | undefined;

/** A log entry by its fields; what it lacks is undefined. */
export type Fields = Readonly<Record<string, Value>>;

export type Expression = (fields: Fields) => Value;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const YES = 1;
const NO = 0;

/** or, and, not, comparisons, sums, products: each binds closer than the one before. */
export function parseExpression(reader: TokenReader): Expression {
  return parseChain(reader, ["or"], () => parseChain(reader, ["and"], () => parseNot(reader)));
}

function parseChain(
  reader: TokenReader,
  [word = ""]: readonly string[],
  operand: () => Expression,
): Expression {
  const operands = [operand()];
  while (reader.accept(word)) operands.push(operand());
  const [first] = operands;
  if (operands.length === 1 && first !== undefined) return first;
  return word === "or"
    ? fields => (operands.some(each => isTrue(each(fields))) ? YES : NO)
    : fields => (operands.every(each => isTrue(each(fields))) ? YES : NO);
}

function parseNot(reader: TokenReader): Expression {
  if (!reader.accept("not")) return parseComparison(reader);
  const operand = parseNot(reader);
  return fields => (isTrue(operand(fields)) ? NO : YES);
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": order => order === 0,
  "!=": order => order !== 0,
  "<": order => order < 0,
  "<=": order => order <= 0,
  ">": order => order > 0,
  ">=": order => order >= 0,
};

function parseComparison(reader: TokenReader): Expression {
  const left = parseSum(reader);
  const isNegated = reader.accept("not");
  const decide = (test: (value: Exclude<Value, undefined>) => boolean): Expression => {
    return fields => {
      const value = left(fields);
      // A comparison with what an entry does not have is never true; queries that mean it say so with coalesce.
      return value !== undefined && test(value) !== isNegated ? YES : NO;
    };
  };
  if (reader.accept("like") || reader.accept("=~")) {
    const pattern = patternOf(reader.take());
    return decide(value => pattern(String(value)));
  }
  if (reader.accept("in")) {
    const list = parseList(reader);
    return decide(value => list.includes(String(value)));
  }
  if (isNegated) throw new UnsupportedQuery("not without like or in");
  const symbol = reader.peek()?.text ?? "";
  const compare = reader.peek()?.kind === "symbol" ? COMPARISONS[symbol] : undefined;
  if (compare === undefined) return left;
  reader.take();
  const right = parseSum(reader);
  return fields => {
    const [one, other] = [left(fields), right(fields)];
    return one !== undefined && other !== undefined && compare(order(one, other)) ? YES : NO;
  };
}

function parseSum(reader: TokenReader): Expression {
  return parseArithmetic(reader, { "+": (a, b) => a + b, "-": (a, b) => a - b }, () =>
    parseArithmetic(reader, { "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b }, () =>
      parseOperand(reader),
    ),
  );
}

function parseArithmetic(
  reader: TokenReader,
  operators: Readonly<Record<string, (one: number, other: number) => number>>,
  operand: () => Expression,
): Expression {
  let left = operand();
  for (;;) {
    const operator = Object.keys(operators).find(symbol => reader.accept(symbol));
    const apply = operators[operator ?? ""];
    if (apply === undefined) return left;
    const [one, other] = [left, operand()];
    left = fields => {
      const result = apply(Number(one(fields) ?? NaN), Number(other(fields) ?? NaN));
      return Number.isFinite(result) ? result : undefined;
    };
  }
}

function parseOperand(reader: TokenReader): Expression {
  if (reader.accept("(")) {
    const inner = parseExpression(reader);
    reader.expect(")");
    return inner;
  }
  const token = reader.take();
  if (token.kind === "number") return () => Number(token.text);
  if (token.kind === "string") return () => token.text;
  if (token.kind !== "word") throw new UnsupportedQuery(`unexpected ${token.text}`);
  return reader.accept("(") ? parseCall(token.text, reader) : fields => fields[token.text];
}

function parseCall(name: string, reader: TokenReader): Expression {
  if (name === "bin") {
    const [, count, unit] = /^(\d+)([smhdw])$/.exec(reader.take().text) ?? [];
    const ms = Number(count) * (UNIT_MS[unit ?? ""] ?? NaN);
    if (!(ms > 0)) throw new UnsupportedQuery("bin without a period");
    reader.expect(")");
    return fields => timeText(Math.floor(timeOf(fields["@timestamp"]) / ms) * ms);
  }
  const operands = parseOperands(reader);
  const [first] = operands;
  if (first === undefined) throw new UnsupportedQuery(`${name} without an argument`);
  switch (name) {
    case "ispresent":
      return fields => (first(fields) === undefined ? NO : YES);
    case "coalesce":
      return fields => operands.map(each => each(fields)).find(value => value !== undefined);
    default:
      throw new UnsupportedQuery(`unknown function ${name}`);
  }
}

function parseOperands(reader: TokenReader): Expression[] {
  const operands = [parseExpression(reader)];
  while (reader.accept(",")) operands.push(parseExpression(reader));
  reader.expect(")");
  return operands;
}

function parseList(reader: TokenReader): string[] {
  reader.expect("[");
  const list = [reader.take().text];
  while (reader.accept(",")) list.push(reader.take().text);
  reader.expect("]");
  return list;
}

/** A text is searched for as it is; a pattern may begin with `(?i)`. */
function patternOf({ kind, text }: Token): (value: string) => boolean {
  if (kind === "string") return value => value.includes(text);
  if (kind !== "regex") throw new UnsupportedQuery(`like ${text}`);
  const pattern = new RegExp(text.replace(/^\(\?i\)/, ""), text.startsWith("(?i)") ? "i" : "");
  return value => pattern.test(value);
}

export function isTrue(value: Value): boolean {
  return value !== undefined && value !== NO && value !== "";
}

/** Numbers by size, texts by character. @returns below, at or above zero, as for sort */
export function order(one: Value, other: Value): number {
  if (one === undefined || other === undefined)
    return Number(one !== undefined) - Number(other !== undefined);
  const [a, b] = [Number(one), Number(other)];
  if (one !== "" && other !== "" && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return String(one) < String(other) ? -1 : Number(String(one) > String(other));
}

/** As Insights shows times: `2026-11-27 03:00:00.000`. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

function timeOf(text: Value): number {
  return Date.parse(`${String(text).replace(" ", "T")}Z`);
}
