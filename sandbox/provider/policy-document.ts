import type { GetPolicyDocumentArgs } from "@pulumi/aws/iam";

type Statement = NonNullable<GetPolicyDocumentArgs["statements"]>[number];

/** A policy document in IAM's JSON, as `aws:iam/getPolicyDocument` renders it: single-element lists become plain values. */
export function policyDocument({
  version = "2012-10-17",
  policyId,
  statements = [],
}: GetPolicyDocumentArgs): object {
  return {
    Version: version,
    ...(policyId === undefined ? {} : { Id: policyId }),
    Statement: statements.map(statementOf),
  };
}

function statementOf(statement: Statement): object {
  return {
    ...(statement.sid ? { Sid: statement.sid } : {}),
    Effect: statement.effect ?? "Allow",
    ...lists("Action", statement.actions),
    ...lists("NotAction", statement.notActions),
    ...lists("Resource", statement.resources),
    ...lists("NotResource", statement.notResources),
    ...principals("Principal", statement.principals),
    ...principals("NotPrincipal", statement.notPrincipals),
    ...conditions(statement.conditions),
  };
}

function lists(key: string, values: readonly string[] | undefined): object {
  return values?.length ? { [key]: oneOrMany(values) } : {};
}

function principals(key: string, given: Statement["principals"]): object {
  if (!given?.length) return {};
  if (given.some(({ type, identifiers }) => type === "*" && identifiers.includes("*"))) return { [key]: "*" };
  return { [key]: Object.fromEntries(given.map(({ type, identifiers }) => [type, oneOrMany(identifiers)])) };
}

function conditions(given: Statement["conditions"]): object {
  if (!given?.length) return {};
  const operators: Record<string, Record<string, string | string[]>> = {};
  for (const { test, variable, values } of given) (operators[test] ??= {})[variable] = oneOrMany(values);
  return { Condition: operators };
}

function oneOrMany(values: readonly string[]): string | string[] {
  const [first, ...others] = values;
  return first !== undefined && others.length === 0 ? first : [...values];
}
