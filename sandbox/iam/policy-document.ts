/**
 * An IAM policy as stored: the elements of identity-based policies, permissions boundaries and resource-based policies
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
 */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  /** In resource-based policies only. */
  Principal?: Principal;
  NotPrincipal?: Principal;
  Action?: OneOrMore<string>;
  NotAction?: OneOrMore<string>;
  Resource?: OneOrMore<string>;
  NotResource?: OneOrMore<string>;
  Condition?: ConditionBlock;
}

/** `*`, or the kind of principal (`AWS`, `Service` …) → names. */
export type Principal = "*" | Readonly<Record<string, OneOrMore<string>>>;

/** Condition operator → condition key → values. */
export type ConditionBlock = Readonly<
  Record<string, Readonly<Record<string, OneOrMore<string | boolean | number>>>>
>;

export type OneOrMore<T> = T | readonly T[];

export function listOf<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
