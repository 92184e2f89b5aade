import type { RequestContext } from "../../../sandbox/iam/access-request";
import type { PolicyDocument, PolicyStatement } from "../../../sandbox/iam/policy-document";

/** A question about IAM with the answer that AWS's documentation gives. */
export interface Question {
  /** The sentence that the answer rests on. */
  readonly says: string;
  readonly page: string;
  readonly statements: readonly Partial<PolicyStatement>[];
  readonly boundary?: readonly Partial<PolicyStatement>[];
  readonly version?: string;
  readonly action?: string;
  readonly resource?: string;
  /** A key with an empty list is absent from the request. */
  readonly context?: RequestContext;
  readonly allowed: boolean;
}

const GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
export const LOGIC = `${GUIDE}/reference_policies_evaluation-logic.html`;
export const BOUNDARIES = `${GUIDE}/access_policies_boundaries.html`;
export const OPERATORS = `${GUIDE}/reference_policies_elements_condition_operators.html`;
export const CONDITION = `${GUIDE}/reference_policies_elements_condition.html`;
export const MULTI_VALUE = `${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`;
export const MULTIPLE = `${GUIDE}/reference_policies_condition-logic-multiple-context-keys-or-values.html`;
export const RESOURCE = `${GUIDE}/reference_policies_elements_resource.html`;
export const NOT_RESOURCE = `${GUIDE}/reference_policies_elements_notresource.html`;
export const ACTION = `${GUIDE}/reference_policies_elements_action.html`;
export const NOT_ACTION = `${GUIDE}/reference_policies_elements_notaction.html`;
export const VARIABLES = `${GUIDE}/reference_policies_variables.html`;

export const BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket";

/** A statement that allows everything except for what is given. */
export function allow(statement: Partial<PolicyStatement> = {}): Partial<PolicyStatement> {
  const { Action, NotAction, Resource, NotResource } = statement;
  return {
    Effect: "Allow",
    ...(Action === undefined && NotAction === undefined ? { Action: "*" } : {}),
    ...(Resource === undefined && NotResource === undefined ? { Resource: "*" } : {}),
    ...statement,
  };
}

export function deny(statement: Partial<PolicyStatement> = {}): Partial<PolicyStatement> {
  return { ...allow(statement), Effect: "Deny" };
}

/** Allows everything under one condition. */
export function when(operator: string, key: string, values: unknown): Partial<PolicyStatement>[] {
  return [allow({ Condition: { [operator]: { [key]: values as string } } })];
}

export function documentOf(
  statements: readonly Partial<PolicyStatement>[],
  version = "2012-10-17",
): PolicyDocument {
  return { Version: version, Statement: statements as PolicyStatement[] };
}
