import type { Series } from "./statistics";

/** An expression that the evaluator does not understand: it guesses nothing. */
class UnsupportedExpression extends Error {}

type Operand = number | Series;

const OPERATORS: Readonly<Record<string, (one: number, other: number) => number>> = {
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
  "*": (one, other) => one * other,
  "/": (one, other) => one / other,
};

const TOKEN = /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_]\w*)|(?<symbol>[-+*/(),]))/y;

/**
 * Evaluates metric math: the four operations, parentheses and FILL
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html). Two series are combined where
 * both have a value; a division by zero has none.
 *
 * @param byId the metrics and expressions that it may name
 * @throws UnsupportedExpression for everything else
 */
export function evaluateMath(expression: string, byId: ReadonlyMap<string, Series>): Series {
  const parser = new Parser(tokensOf(expression), byId);
  const result = parser.sum();
  parser.end();
  if (typeof result === "number") throw new UnsupportedExpression(`${expression} has no metric`);
  return result;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (let position = 0; position < text.trimEnd().length; position = TOKEN.lastIndex) {
    TOKEN.lastIndex = position;
    const [token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new UnsupportedExpression(`unexpected ${text.slice(position)}`);
    tokens.push(token.trim());
  }
  return tokens;
}

class Parser {
  private next = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly byId: ReadonlyMap<string, Series>,
  ) {}

  sum(): Operand {
    return this.chain(["+", "-"], () => this.chain(["*", "/"], () => this.operand()));
  }

  end(): void {
    if (this.next < this.tokens.length)
      throw new UnsupportedExpression(`unexpected ${this.tokens[this.next] ?? ""}`);
  }

  private chain(symbols: readonly string[], operand: () => Operand): Operand {
    let left = operand();
    while (symbols.includes(this.tokens[this.next] ?? "")) {
      const apply = OPERATORS[this.tokens[this.next++] ?? ""];
      if (apply !== undefined) left = combine(left, operand(), apply);
    }
    return left;
  }

  private operand(): Operand {
    const token = this.tokens[this.next++] ?? "";
    if (token === "(") {
      const inner = this.sum();
      this.expect(")");
      return inner;
    }
    if (/^\d/.test(token)) return Number(token);
    if (token === "FILL") return this.fill();
    const series = this.byId.get(token);
    if (series === undefined) throw new UnsupportedExpression(`unknown ${token || "end"}`);
    return series;
  }

  /** A value for the times at which other metrics of the graph have one, and this one has none. */
  private fill(): Series {
    this.expect("(");
    const series = this.sum();
    this.expect(",");
    const filler = this.sum();
    this.expect(")");
    if (typeof series === "number" || typeof filler !== "number")
      throw new UnsupportedExpression("FILL takes a metric and a number");
    const times = [...new Set([...this.byId.values()].flatMap(each => [...each.keys()]))].sort(
      (a, b) => a - b,
    );
    return new Map(times.map(time => [time, series.get(time) ?? filler]));
  }

  private expect(symbol: string): void {
    if (this.tokens[this.next++] !== symbol) throw new UnsupportedExpression(`expected ${symbol}`);
  }
}

function combine(one: Operand, other: Operand, apply: (a: number, b: number) => number): Operand {
  if (typeof one === "number" && typeof other === "number") return apply(one, other);
  const times = typeof one === "number" ? (other as Series).keys() : one.keys();
  const values = [...times].map(time => [time, apply(at(one, time), at(other, time))] as const);
  return new Map(values.filter(([, value]) => Number.isFinite(value)));
}

function at(operand: Operand, time: number): number {
  return typeof operand === "number" ? operand : (operand.get(time) ?? NaN);
}
