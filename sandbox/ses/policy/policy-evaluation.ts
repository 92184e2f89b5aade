import { type Outcome, allOf, anyOf, negated, outcomeOf } from "./outcome";
import { matchesPattern, parsePattern } from "./pattern";
import { evaluateConditions } from "./policy-conditions";
import { type OneOrMore, type PolicyDocument, type PolicyStatement, listOf } from "./policy-document";
import type { AccessRequest, RequestContext } from "./access-request";

/**
 * IAM's decision for one user in one account: identity-based policies and a permissions boundary, without session
 * policies, resource-based policies or SCPs
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * An explicit Deny anywhere wins; otherwise a policy must allow the request, and so must the boundary if any.
 */
export function isAllowed(
  request: AccessRequest,
  policies: readonly PolicyDocument[],
  boundary?: PolicyDocument,
): boolean {
  const all = boundary ? [...policies, boundary] : policies;
  if (all.some(policy => hasEffect("Deny", policy, request))) return false;
  if (boundary && !hasEffect("Allow", boundary, request)) return false;
  return policies.some(policy => hasEffect("Allow", policy, request));
}

function hasEffect(effect: "Allow" | "Deny", policy: PolicyDocument, request: AccessRequest): boolean {
  // Only this version has policy variables; in older ones `${` is literal text.
  const variables = policy.Version === "2012-10-17" ? request.context : undefined;
  return listOf(policy.Statement)
    .filter(statement => statement.Effect === effect)
    .map(statement => applies(statement, request, variables))
    .some(outcome => (effect === "Allow" ? outcome === "matches" : outcome !== "differs"));
}

function applies(
  { Action, NotAction, Resource, NotResource, Condition }: PolicyStatement,
  { action, resource, context }: AccessRequest,
  variables: RequestContext | undefined,
): Outcome {
  return allOf([
    matchElement(Action, NotAction, text => matchAction(text, action)),
    matchElement(Resource, NotResource, text => matchResource(text, resource, variables)),
    evaluateConditions(Condition ?? {}, context, variables),
  ]);
}

/** IAM rejects statements with neither element or with both, so such a statement is not evaluated. */
function matchElement(
  positive: OneOrMore<string> | undefined,
  negative: OneOrMore<string> | undefined,
  match: (text: string) => Outcome,
): Outcome {
  if ((positive === undefined) === (negative === undefined)) return "unknown";
  if (positive !== undefined) return anyOf(listOf(positive).map(match));
  return negated(anyOf(listOf(negative ?? []).map(match)));
}

/** Actions are case-insensitive, with wildcards but without variables. */
function matchAction(text: string, action: string): Outcome {
  const pattern = parsePattern(text.toLowerCase(), { wildcards: true });
  return outcomeOf(pattern !== undefined && matchesPattern(pattern, action.toLowerCase()));
}

function matchResource(text: string, resource: string, variables: RequestContext | undefined): Outcome {
  const pattern = parsePattern(text, { wildcards: true, variables });
  return pattern ? outcomeOf(matchesPattern(pattern, resource)) : "unknown";
}
