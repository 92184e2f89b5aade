import { type RequestContext, contextValues } from "./access-request";
import { COMPARISONS, type Comparison } from "./comparisons";
import { type Outcome, allOf, anyOf, negated, outcomeOf } from "./outcome";
import { type ConditionBlock, listOf } from "./policy-document";

/**
 * Evaluates a Condition element: every operator and every key must match; for a key, any one of its values, or with a
 * negated operator none of them
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html).
 */
export function evaluateConditions(
  conditions: ConditionBlock,
  context: RequestContext,
  variables: RequestContext | undefined,
): Outcome {
  return allOf(conditionsOf(conditions).map(condition => evaluate(condition, context, variables)));
}

/** The conditions that cannot be judged, for example `StringEquals aws:PrincipalOrgID`. */
export function unknownConditions(
  conditions: ConditionBlock,
  context: RequestContext,
  variables: RequestContext | undefined,
): string[] {
  return conditionsOf(conditions)
    .filter(condition => evaluate(condition, context, variables) === "unknown")
    .map(({ operator, key }) => `${operator} ${key}`);
}

interface Condition {
  operator: string;
  key: string;
  values: readonly string[];
}

function conditionsOf(conditions: ConditionBlock): Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values).map(String) })),
  );
}

type SetOperator = "forallvalues" | "foranyvalue" | undefined;

interface Operator {
  set: SetOperator;
  ifExists: boolean;
  negates: boolean;
  comparison: Comparison;
}

/** The operators whose negation inserts `Not` before this word. */
const NEGATED = /^(string|arn|numeric|date)not(?=equals|like)|^(?:not)(?=ipaddress)/;

function parseOperator(text: string): Operator | undefined {
  const [, set, name = "", ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.+?)(ifexists)?$/.exec(text.toLowerCase()) ?? [];
  const comparison = COMPARISONS.get(name.replace(NEGATED, "$1"));
  if (comparison === undefined) return undefined;
  return {
    set: set as SetOperator,
    ifExists: ifExists !== undefined,
    negates: NEGATED.test(name),
    comparison,
  };
}

function evaluate(
  { operator, key, values }: Condition,
  context: RequestContext,
  variables: RequestContext | undefined,
): Outcome {
  const actual = contextValues(context, key);
  if (actual === undefined) return "unknown";
  if (operator.toLowerCase() === "null") {
    return anyOf(values.map(value => outcomeOf((value.toLowerCase() === "true") === (actual.length === 0))));
  }
  const parsed = parseOperator(operator);
  if (parsed === undefined) return "unknown";
  if (actual.length === 0) return outcomeOf(matchesAbsentKey(parsed));
  if (parsed.set === undefined && actual.length > 1) return "unknown"; // AWS does not define it
  const outcomes = actual.map(value => {
    const found = anyOf(values.map(expected => parsed.comparison(expected, value, variables)));
    return parsed.negates ? negated(found) : found;
  });
  return parsed.set === "foranyvalue" ? anyOf(outcomes) : allOf(outcomes);
}

/**
 * ForAllValues matches a request without the key, ForAnyValue does not, and of the other operators the negated ones and
 * those with IfExists do
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
 */
function matchesAbsentKey({ set, ifExists, negates }: Operator): boolean {
  if (ifExists || set === "forallvalues") return true;
  return set === undefined && negates;
}
