import type { Reasons } from "../catalog/reasons";
import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { label, type Resource, type ResourceRule } from "../resource/resource";
import { isHeldTo } from "./conditions";
import type { Principal, Statement } from "./document";
import { trustStatements } from "./documents";

/** Keys by which a service says on whose behalf it acts. */
const SOURCE_KEYS = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];
/** Keys by which a person or a foreign account proves more than its name. */
const CALLER_KEYS = ["sts:externalid", "aws:principalarn", "aws:principalorgid"];

/** What lets others in by inputs of its own instead of a policy, and those that say for whom. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  "aws:lambda/permission:Permission": ["sourceArn", "sourceAccount", "principalOrgId"],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": ["organizationId"],
  "aws:cloudwatch/eventPermission:EventPermission": ["condition"],
};

/**
 * Whom a service acts for is said wherever one is let in: otherwise somebody else's resource can make the service
 * act here (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
 */
export function guardedTrust(withoutSource: Reasons): ResourceRule {
  return resource => {
    const { statements, unreadable } = trustStatements(resource);
    const issues = [
      ...statements
        .filter(({ allows }) => allows)
        .flatMap(statement => statementFaults(statement, withoutSource)),
      ...permissionFaults(resource),
    ];
    return [...unreadable, ...issues.map(issue => ({ message: `${label(resource)}: ${issue}.` }))];
  };
}

export function namesItsSource({ conditions }: Statement): boolean {
  return isHeldTo(conditions, key => SOURCE_KEYS.includes(key));
}

function statementFaults(statement: Statement, withoutSource: Reasons): string[] {
  if (statement.notPrincipal)
    return ["trusts everybody but those it names (NotPrincipal); name who may take on the role"];
  return statement.principals.flatMap(principal => principalFault(principal, statement, withoutSource) ?? []);
}

function principalFault(
  { kind, id }: Principal,
  statement: Statement,
  withoutSource: Reasons,
): string | undefined {
  const { conditions } = statement;
  switch (kind) {
    case "Service":
      if (withoutSource.has(id) || namesItsSource(statement)) return undefined;
      return `trusts ${id} for whatever account it acts for; add a condition on aws:SourceArn or aws:SourceAccount`;
    case "Federated":
      if (isHeldTo(conditions, key => key.endsWith(":sub"))) return undefined;
      return `trusts anybody whom ${id} vouches for; add a condition on its sub`;
    case "*":
      if (isHeldTo(conditions, key => CALLER_KEYS.includes(key) || SOURCE_KEYS.includes(key)))
        return undefined;
      return 'trusts everybody ("*"); name who may take on the role';
    default:
      return undefined;
  }
}

/** An account or a role that is named needs no source: it acts for itself. */
function permissionFaults({ type, props }: Resource): string[] {
  const sources = PERMISSIONS[type];
  const principal = valueAt(props, "principal");
  if (sources === undefined || principal === UNKNOWN || sources.some(source => isGiven(props, source)))
    return [];
  const who = String(principal);
  if (who !== "*" && !who.endsWith(".amazonaws.com")) return [];
  return [
    `lets ${who === "*" ? "everybody" : who} in, for whomever it acts; set ${sources[0] ?? "a source"}`,
  ];
}
