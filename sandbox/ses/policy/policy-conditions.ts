import { type Outcome, allOf, anyOf, negated, outcomeOf } from "./outcome";
import { matchesPattern, parsePattern } from "./pattern";
import { type ConditionBlock, listOf } from "./policy-document";
import { type RequestContext, contextValues } from "./access-request";

/**
 * Evaluates a Condition element: every operator and every key must match; for a key, any one of its values
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html).
 */
export function evaluateConditions(
  conditions: ConditionBlock,
  context: RequestContext,
  variables: RequestContext | undefined,
): Outcome {
  return allOf(
    Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) =>
        evaluate(parseOperator(operator), contextValues(context, key), listOf(values).map(String), variables),
      ),
    ),
  );
}

interface Operator {
  quantifier: "ForAllValues" | "ForAnyValue" | "single";
  comparison: Comparison;
  negates: boolean;
}

interface Comparison {
  wildcards: boolean;
  ignoresCase: boolean;
}

const EXACT: Comparison = { wildcards: false, ignoresCase: false };
const IGNORE_CASE: Comparison = { wildcards: false, ignoresCase: true };
const LIKE: Comparison = { wildcards: true, ignoresCase: false };

/** The supported operators; any other evaluates to `unknown`. */
const OPERATORS: ReadonlyMap<string, Omit<Operator, "quantifier">> = new Map([
  ["StringEquals", { comparison: EXACT, negates: false }],
  ["StringNotEquals", { comparison: EXACT, negates: true }],
  ["StringEqualsIgnoreCase", { comparison: IGNORE_CASE, negates: false }],
  ["StringNotEqualsIgnoreCase", { comparison: IGNORE_CASE, negates: true }],
  ["StringLike", { comparison: LIKE, negates: false }],
  ["StringNotLike", { comparison: LIKE, negates: true }],
  ["Bool", { comparison: IGNORE_CASE, negates: false }],
]);

function parseOperator(text: string): Operator | undefined {
  const [, prefix, name = ""] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(text) ?? [];
  const operator = OPERATORS.get(name);
  const quantifier = prefix === "ForAllValues" || prefix === "ForAnyValue" ? prefix : "single";
  return operator && { ...operator, quantifier };
}

/**
 * @param actual the key's values in the request; undefined when the request does not supply the key. IAM lets a
 *   negated operator match an absent key; here the result is `unknown`, so that a missing key never grants access
 */
function evaluate(
  operator: Operator | undefined,
  actual: readonly string[] | undefined,
  expected: readonly string[],
  variables: RequestContext | undefined,
): Outcome {
  if (!operator || !actual) return "unknown";
  const { quantifier, comparison, negates } = operator;
  if (quantifier === "single" && actual.length !== 1) return "unknown";
  const outcomes = actual.map(value => {
    const found = anyOf(expected.map(text => compare(text, value, comparison, variables)));
    return negates ? negated(found) : found;
  });
  return quantifier === "ForAnyValue" ? anyOf(outcomes) : allOf(outcomes);
}

function compare(
  expected: string,
  actual: string,
  { wildcards, ignoresCase }: Comparison,
  variables: RequestContext | undefined,
): Outcome {
  const fold = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  const pattern = parsePattern(expected, { wildcards, variables });
  if (!pattern) return "unknown";
  const folded = pattern.map(token => (typeof token === "string" ? fold(token) : token));
  return outcomeOf(matchesPattern(folded, fold(actual)));
}
