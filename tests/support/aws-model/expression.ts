import { isDeepStrictEqual } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { serviceError } from "./errors";

export type Item = Readonly<Record<string, AttributeValue>>;

/** Placeholders of one request. */
export interface Placeholders {
  names: Readonly<Record<string, string>>;
  values: Readonly<Record<string, AttributeValue>>;
}

const TOKEN = /\s*([#:]?[A-Za-z_][\w.-]*|<=|>=|<>|[=<>(),])/y;

/**
 * The part of DynamoDB's expression language that the handlers use:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html. Like DynamoDB, it rejects
 * undefined and unused placeholders.
 */
export class ExpressionReader {
  private tokens: string[] = [];
  private readonly used = new Set<string>();

  constructor(private readonly placeholders: Placeholders) {}

  holds(expression: string, item: Item | undefined): boolean {
    this.read(expression);
    const value = this.or(item);
    this.end();
    return value;
  }

  update(expression: string, item: Item): Item {
    this.read(expression);
    const after: Record<string, AttributeValue> = { ...item };
    const touched = new Set<string>();
    const clauses = new Set<string>();
    while (this.tokens.length > 0) {
      const clause = this.take();
      if (clauses.has(clause)) throw invalid(`The "${clause}" section can only be used once`);
      clauses.add(clause);
      do {
        const name = this.name();
        if (touched.has(name)) throw invalid(`Two document paths overlap: ${name}`);
        touched.add(name);
        if (clause === "ADD") after[name] = this.sum(item[name]);
        else if (clause === "SET") {
          this.expect("=");
          after[name] = this.operand(item) ?? fail(`the operand of ${name} has no value`);
        } else if (clause === "REMOVE") delete after[name];
        else throw invalid(`unknown clause ${clause}`);
      } while (this.accept(","));
    }
    return after;
  }

  /** @throws ValidationException if a placeholder was not used */
  finish(): void {
    const defined = [...Object.keys(this.placeholders.names), ...Object.keys(this.placeholders.values)];
    const unused = defined.filter(name => !this.used.has(name));
    if (unused.length > 0) throw invalid(`unused in expressions: ${unused.join(", ")}`);
  }

  private or(item: Item | undefined): boolean {
    let value = this.and(item);
    while (this.accept("OR")) value = this.and(item) || value;
    return value;
  }

  private and(item: Item | undefined): boolean {
    let value = this.condition(item);
    while (this.accept("AND")) value = this.condition(item) && value;
    return value;
  }

  private condition(item: Item | undefined): boolean {
    if (this.accept("NOT")) return !this.condition(item);
    if (!this.accept("(")) return this.comparison(item);
    const value = this.or(item);
    this.expect(")");
    return value;
  }

  private comparison(item: Item | undefined): boolean {
    const [word, next] = this.tokens;
    if (next === "(" && (word === "attribute_exists" || word === "attribute_not_exists")) {
      this.tokens.splice(0, 2);
      const name = this.name();
      const there = item?.[name] !== undefined;
      this.expect(")");
      return there === (word === "attribute_exists");
    }
    if (next === "(" && word === "attribute_type") {
      this.tokens.splice(0, 2);
      const name = this.name();
      const value = item?.[name];
      this.expect(",");
      const type = this.operand(item)?.S ?? fail("attribute_type needs the name of a type");
      this.expect(")");
      return value !== undefined && type in value;
    }
    const left = this.operand(item);
    const operator = this.take();
    const right = this.operand(item);
    if (left === undefined || right === undefined) return false;
    if (operator === "=") return isDeepStrictEqual(comparable(left), comparable(right));
    const order = orderOf(left, right);
    if (order === undefined) return false;
    if (operator === "<") return order < 0;
    if (operator === "<=") return order <= 0;
    if (operator === ">") return order > 0;
    throw invalid(`unknown operator ${operator}`);
  }

  /** The right side of ADD, which counts from 0 where there is nothing, and adds to a set of strings. */
  private sum(value: AttributeValue | undefined): AttributeValue {
    const more = this.operand({});
    if (more?.SS !== undefined && (value === undefined || value.SS !== undefined))
      return { SS: [...new Set([...(value?.SS ?? []), ...more.SS])] };
    if (more?.N === undefined || (value !== undefined && value.N === undefined))
      throw invalid("An operand in the update expression has an incorrect data type");
    return { N: String(Number(value?.N ?? 0) + Number(more.N)) };
  }

  private operand(item: Item | undefined): AttributeValue | undefined {
    if (this.accept("if_not_exists")) {
      this.expect("(");
      const name = this.name();
      this.expect(",");
      const otherwise = this.operand(item);
      this.expect(")");
      return item?.[name] ?? otherwise;
    }
    if (!this.tokens[0]?.startsWith(":")) {
      const name = this.name();
      return item?.[name];
    }
    const token = this.take();
    this.used.add(token);
    return this.placeholders.values[token] ?? fail(`${token} is not defined`);
  }

  private name(): string {
    const token = this.take();
    if (!token.startsWith("#")) {
      if (RESERVED.has(token.toLowerCase())) throw invalid(`${token} is a reserved keyword`);
      return token;
    }
    this.used.add(token);
    return this.placeholders.names[token] ?? fail(`${token} is not defined`);
  }

  private read(expression: string): void {
    this.tokens = [];
    TOKEN.lastIndex = 0;
    while (expression.slice(TOKEN.lastIndex).trim() !== "") {
      const from = TOKEN.lastIndex;
      const token = TOKEN.exec(expression)?.[1];
      if (token === undefined) throw invalid(`cannot read ${expression.slice(from)}`);
      this.tokens.push(token);
    }
  }

  private take(): string {
    return this.tokens.shift() ?? fail("unexpected end");
  }

  private accept(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private expect(token: string): void {
    if (!this.accept(token)) throw invalid(`expected ${token}, found ${this.tokens[0] ?? "nothing"}`);
  }

  private end(): void {
    if (this.tokens.length > 0) throw invalid(`${this.tokens.join(" ")} is unexpected`);
  }
}

/** Those of the 573 reserved words that our attributes could collide with. */
const RESERVED = new Set([
  "status",
  "region",
  "user",
  "users",
  "table",
  "name",
  "key",
  "domain",
  "source",
  "at",
]);

/** Sets are unordered. */
function comparable(value: AttributeValue): unknown {
  return value.SS ? { SS: [...value.SS].sort() } : value;
}

function invalid(message: string): Error {
  return serviceError("ValidationException", `Invalid expression: ${message}`);
}

function fail(message: string): never {
  throw invalid(message);
}

/**
 * Numbers by value, strings by their bytes; other types, and two different ones, have no order:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
function orderOf(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return Number(left.N) - Number(right.N);
  if (left.S === undefined || right.S === undefined) return undefined;
  return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
}
