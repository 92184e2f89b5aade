import type { AccessRequest, RequestContext } from "./access-request";
import { type Outcome, allOf, anyOf, negated, outcomeOf } from "./outcome";
import { matchesPattern, parsePattern } from "./pattern";
import { evaluateConditions, unknownConditions } from "./policy-conditions";
import { type OneOrMore, type PolicyDocument, type PolicyStatement, listOf } from "./policy-document";
import { type Caller, namesCaller } from "./principals";

/** The policies that decide about a request within one account. */
export interface ApplicablePolicies {
  /** The inline and attached policies of the user or role. */
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument | undefined;
  /** The policy of the resource, and the caller that its principals are compared with. */
  readonly resource?:
    | {
        readonly policy: PolicyDocument;
        readonly caller: Caller;
        /**
         * Identity-based policies count only where this policy allows the account the same
         * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html).
         */
        readonly decisive?: boolean;
      }
    | undefined;
}

/** The reasons are AWS's own (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html). */
export type Decision =
  | "allowed"
  | "with an explicit deny in an identity-based policy"
  | "with an explicit deny in a resource-based policy"
  | "with an explicit deny in a permissions boundary"
  | "because no identity-based policy allows the action"
  | "because no resource-based policy allows the action"
  | "because no permissions boundary allows the action";

/**
 * IAM's decision within one account, without session policies and the organization's policies
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * An explicit Deny anywhere wins. A resource-based policy that names the user or the role's session allows by itself;
 * otherwise an identity-based policy, or a resource-based one that names the role, must allow the request, and so must
 * the boundary if there is one.
 */
export function decide(request: AccessRequest, policies: ApplicablePolicies): Decision {
  const { identity, boundary, resource } = policies;
  if (identity.some(policy => hasEffect("Deny", policy, request))) {
    return "with an explicit deny in an identity-based policy";
  }
  const granted = resource ? resourceGrant(request, resource) : "nothing";
  if (granted === "deny") return "with an explicit deny in a resource-based policy";
  if (boundary && hasEffect("Deny", boundary, request))
    return "with an explicit deny in a permissions boundary";
  if (granted === "principal") return "allowed";
  if (resource?.decisive && granted === "nothing")
    return "because no resource-based policy allows the action";
  if (granted !== "role" && !identity.some(policy => hasEffect("Allow", policy, request))) {
    return "because no identity-based policy allows the action";
  }
  if (boundary && !hasEffect("Allow", boundary, request)) {
    return "because no permissions boundary allows the action";
  }
  return "allowed";
}

/** The decision for identity-based policies and a permissions boundary only. */
export function isAllowed(
  request: AccessRequest,
  policies: readonly PolicyDocument[],
  boundary?: PolicyDocument,
): boolean {
  return decide(request, { identity: policies, boundary }) === "allowed";
}

/** The conditions of statements about this action and resource that the evaluator could not judge. */
export function unjudged(
  request: AccessRequest,
  { identity, boundary, resource }: ApplicablePolicies,
): string[] {
  const policies = [...identity, ...(boundary ? [boundary] : []), ...(resource ? [resource.policy] : [])];
  const found = policies.flatMap(policy => {
    const variables = variablesOf(policy, request);
    return listOf(policy.Statement)
      .filter(statement => appliesTo(statement, request, variables) !== "differs")
      .flatMap(({ Condition = {} }) => unknownConditions(Condition, request.context, variables));
  });
  return [...new Set(found)];
}

/** What a resource-based policy grants: to the caller itself, to the role it has assumed, or to their account. */
function resourceGrant(
  request: AccessRequest,
  { policy, caller }: NonNullable<ApplicablePolicies["resource"]>,
): "deny" | "principal" | "role" | "account" | "nothing" {
  const named = (statement: PolicyStatement) => namesCaller(statement, caller);
  const about = (effect: "Allow" | "Deny", wanted: (statement: PolicyStatement) => boolean) =>
    hasEffect(effect, { ...policy, Statement: listOf(policy.Statement).filter(wanted) }, request);
  if (about("Deny", statement => named(statement) !== "no")) return "deny";
  if (about("Allow", statement => named(statement) === "itself")) return "principal";
  if (about("Allow", statement => named(statement) === "role")) return "role";
  return about("Allow", statement => named(statement) === "account") ? "account" : "nothing";
}

function hasEffect(effect: "Allow" | "Deny", policy: PolicyDocument, request: AccessRequest): boolean {
  const variables = variablesOf(policy, request);
  return listOf(policy.Statement)
    .filter(statement => statement.Effect === effect)
    .map(statement => applies(statement, request, variables))
    .some(outcome => (effect === "Allow" ? outcome === "matches" : outcome !== "differs"));
}

/** Only this version has policy variables; in older ones `${` is literal text. */
function variablesOf(policy: PolicyDocument, { context }: AccessRequest): RequestContext | undefined {
  return policy.Version === "2012-10-17" ? context : undefined;
}

function applies(
  statement: PolicyStatement,
  request: AccessRequest,
  variables: RequestContext | undefined,
): Outcome {
  const outcome = appliesTo(statement, request, variables);
  if (outcome === "differs") return outcome;
  return allOf([outcome, evaluateConditions(statement.Condition ?? {}, request.context, variables)]);
}

function appliesTo(
  { Action, NotAction, Resource, NotResource }: PolicyStatement,
  { action, resource }: AccessRequest,
  variables: RequestContext | undefined,
): Outcome {
  return allOf([
    matchElement(Action, NotAction, text => matchAction(text, action)),
    matchElement(Resource, NotResource, text => matchResource(text, resource, variables)),
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

/** A `*` matches slashes and, as the last character of a segment, colons too. */
function matchResource(text: string, resource: string, variables: RequestContext | undefined): Outcome {
  const pattern = parsePattern(text, { wildcards: true, variables });
  return pattern ? outcomeOf(matchesPattern(pattern, resource)) : "unknown";
}
