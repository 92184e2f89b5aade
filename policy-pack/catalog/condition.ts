import { follow, isEmpty } from "../resource/path";

/** Neither true nor false while something it depends on is unknown. */
export type Truth = boolean | "unknown";

export type Condition =
  | { readonly kind: "always" }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] }
  | {
      readonly kind: "test";
      readonly path: string;
      readonly operator: Operator;
      readonly literals: readonly Literal[];
    };

export type Operator = "==" | "!=" | "<" | ">" | "in" | "set" | "absent" | "startsWith" | "contains";
export type Literal = string | number | boolean;

/** Kleene's three-valued logic: known parts decide where they can. */
export function evaluate(condition: Condition, properties: unknown): Truth {
  switch (condition.kind) {
    case "always":
      return true;
    case "not":
      return negate(evaluate(condition.of, properties));
    case "and":
      return all(condition.of.map(part => evaluate(part, properties)));
    case "or":
      return negate(all(condition.of.map(part => negate(evaluate(part, properties)))));
    case "test":
      return test(condition, properties);
  }
}

/** The paths with unknown values, for the message. */
export function unknownPaths(condition: Condition, properties: unknown): string[] {
  return [...new Set(paths(condition))].filter(path => follow(properties, path).unknown);
}

export function paths(condition: Condition): string[] {
  if (condition.kind === "always") return [];
  if (condition.kind === "test") return [condition.path];
  return condition.kind === "not" ? paths(condition.of) : condition.of.flatMap(paths);
}

function test({ path, operator, literals }: Condition & { kind: "test" }, properties: unknown): Truth {
  const { values, unknown } = follow(properties, path);
  const given = values.filter(value => !isEmpty(value));
  if (operator === "!=")
    return negate(some(given, unknown, value => literals.some(literal => equal(value, literal))));
  if (operator === "absent") return negate(some(given, unknown, () => true));
  return some(given, unknown, value => holds(value, operator, literals));
}

/** One passing value is enough; without one, an unknown value might pass. */
function some(values: readonly unknown[], unknown: boolean, passes: (value: unknown) => boolean): Truth {
  if (values.some(passes)) return true;
  return unknown ? "unknown" : false;
}

function holds(
  value: unknown,
  operator: Exclude<Operator, "!=" | "absent">,
  literals: readonly Literal[],
): boolean {
  switch (operator) {
    case "set":
      return true;
    case "==":
    case "in":
      return literals.some(literal => equal(value, literal));
    case "<":
      return Number(value) < Number(literals[0]);
    case ">":
      return Number(value) > Number(literals[0]);
    case "startsWith":
      return String(value).trim().toLowerCase().startsWith(String(literals[0]).toLowerCase());
    case "contains":
      return String(value).includes(String(literals[0]));
  }
}

/** Providers accept "true" for true and "60" for 60. */
function equal(value: unknown, literal: Literal): boolean {
  return String(value) === String(literal);
}

function negate(truth: Truth): Truth {
  return truth === "unknown" ? truth : !truth;
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes("unknown") ? "unknown" : true;
}
