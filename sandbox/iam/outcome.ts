/**
 * Whether a part of a statement matches a request.
 *
 * `unknown` means the evaluator cannot decide, because of an unsupported operator or a condition key it does not
 * supply. It fails closed: an Allow applies only if it `matches`, a Deny applies unless it `differs`.
 */
export type Outcome = "matches" | "differs" | "unknown";

export function outcomeOf(matches: boolean): Outcome {
  return matches ? "matches" : "differs";
}

export function allOf(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes("differs")) return "differs";
  return outcomes.includes("unknown") ? "unknown" : "matches";
}

export function anyOf(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes("matches")) return "matches";
  return outcomes.includes("unknown") ? "unknown" : "differs";
}

export function negated(outcome: Outcome): Outcome {
  if (outcome === "unknown") return "unknown";
  return outcome === "matches" ? "differs" : "matches";
}
