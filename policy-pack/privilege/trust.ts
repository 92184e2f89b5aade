import type { Reasons } from "../catalogue/reasons";
import { label, type Finding, type Resource, type ResourceRule } from "../resource/resource";
import type { Statement } from "./document";
import { trustStatements } from "./documents";

/** Keys by which a service says on whose behalf it acts. */
const SOURCE_KEYS = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];
/** Keys by which a person or a foreign account proves more than its name. */
const CALLER_KEYS = ["sts:externalid", "aws:principalarn", "aws:principalorgid", "aws:principaltag"];

/**
 * A role that a service may take on says for whom: otherwise somebody else's resource can make the service act
 * here (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
 */
export function guardedTrust(withoutSource: Reasons): ResourceRule {
  return resource => {
    const { statements, unreadable } = trustStatements(resource);
    return [
      ...unreadable,
      ...statements
        .filter(({ allows }) => allows)
        .flatMap(statement => unguarded(resource, statement, withoutSource)),
    ];
  };
}

export function namesItsSource(statement: Statement): boolean {
  return statement.conditions.some(({ key, operator }) => SOURCE_KEYS.includes(key) && isPositive(operator));
}

/** Negations and conditions that hold when the key is absent guard nothing. */
export function isPositive(operator: string): boolean {
  return !/Not|IfExists|Null/i.test(operator);
}

function unguarded(resource: Resource, statement: Statement, withoutSource: Reasons): Finding[] {
  if (statement.notPrincipal)
    return [
      {
        message: `${label(resource)}: trusts everybody but those it names (NotPrincipal); name who may take on the role.`,
      },
    ];
  return statement.principals.flatMap(({ kind, id }): Finding[] => {
    if (kind === "Service") {
      if (withoutSource.has(id) || namesItsSource(statement)) return [];
      return [
        {
          message: `${label(resource)}: trusts ${id} for whatever account it acts for; add a condition on aws:SourceArn or aws:SourceAccount.`,
        },
      ];
    }
    if (
      kind !== "*" ||
      statement.conditions.some(
        ({ key, operator }) =>
          isPositive(operator) && (CALLER_KEYS.includes(key) || SOURCE_KEYS.includes(key)),
      )
    )
      return [];
    return [{ message: `${label(resource)}: trusts everybody ("*"); name who may take on the role.` }];
  });
}
