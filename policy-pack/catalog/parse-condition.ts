import type { Condition, Literal, Operator } from "./condition";

/**
 * The language of the catalog's `when` column:
 *
 *     condition  = "always" | either
 *     either     = both { "or" both }
 *     both       = part { "and" part }
 *     part       = "not" part | "(" either ")" | test
 *     test       = path ( "set" | "absent" | ( "==" | "!=" | "<" | ">" | "startsWith" | "contains" ) literal
 *                | "in" "(" literal { "," literal } ")" )
 *     literal    = "text" in quotes | number | true | false
 *
 * A path is dotted (`vpcConfig.subnetIds`), `[]` means any element, and a leading `$` means a fact only the
 * whole stack shows (cost/derived.ts). `!=` and `absent` are true if the property is missing.
 *
 * @throws SyntaxError with the position or the unexpected token
 */
export function parseCondition(text: string): Condition {
  if (text === "always") return { kind: "always" };
  const reader = new Reader(text);
  const condition = either(reader);
  if (reader.peek() !== undefined) reader.fail("the end");
  return condition;
}

const TOKEN = /\s*(?:("[^"]*")|(==|!=|[<>(),])|([A-Za-z0-9_$.[\]-]+))/y;
const PATH = /^\$?[A-Za-z]\w*(\[\])?(\.[A-Za-z]\w*(\[\])?)*$/;
const WITH_LITERAL = ["==", "!=", "<", ">", "startsWith", "contains"];

function either(reader: Reader): Condition {
  const of = [both(reader)];
  while (reader.take("or")) of.push(both(reader));
  return of.length === 1 ? (of[0] as Condition) : { kind: "or", of };
}

function both(reader: Reader): Condition {
  const of = [part(reader)];
  while (reader.take("and")) of.push(part(reader));
  return of.length === 1 ? (of[0] as Condition) : { kind: "and", of };
}

function part(reader: Reader): Condition {
  if (reader.take("not")) return { kind: "not", of: part(reader) };
  if (reader.take("(")) {
    const inner = either(reader);
    reader.expect(")");
    return inner;
  }
  return test(reader);
}

function test(reader: Reader): Condition {
  const path = reader.next("a path");
  if (!PATH.test(path)) reader.fail("a path", path);
  const operator = reader.next("an operator");
  if (operator === "set" || operator === "absent") return { kind: "test", path, operator, literals: [] };
  if (operator === "in") return { kind: "test", path, operator, literals: list(reader) };
  if (!WITH_LITERAL.includes(operator)) reader.fail("an operator", operator);
  return { kind: "test", path, operator: operator as Operator, literals: [literal(reader)] };
}

function list(reader: Reader): Literal[] {
  reader.expect("(");
  const literals = [literal(reader)];
  while (reader.take(",")) literals.push(literal(reader));
  reader.expect(")");
  return literals;
}

function literal(reader: Reader): Literal {
  const token = reader.next("a value");
  if (token.startsWith('"')) return token.slice(1, -1);
  if (token === "true" || token === "false") return token === "true";
  if (!/^\d+(\.\d+)?$/.test(token)) reader.fail("a value", token);
  return Number(token);
}

class Reader {
  private readonly tokens: string[] = [];

  constructor(private readonly text: string) {
    TOKEN.lastIndex = 0;
    for (let end = 0; end < text.trimEnd().length; end = TOKEN.lastIndex) {
      const match = TOKEN.exec(text);
      if (match === null) throw new SyntaxError(`cannot read "${text}" from character ${end + 1}`);
      this.tokens.push((match[1] ?? match[2] ?? match[3]) as string);
    }
  }

  peek(): string | undefined {
    return this.tokens[0];
  }

  take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.tokens.shift();
    return true;
  }

  next(wanted: string): string {
    return this.tokens.shift() ?? this.fail(wanted);
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`"${token}"`);
  }

  fail(wanted: string, found = this.peek()): never {
    throw new SyntaxError(`cannot read "${this.text}": expected ${wanted}, found ${found ?? "the end"}`);
  }
}
