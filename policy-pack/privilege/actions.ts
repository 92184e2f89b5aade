import type { AllowedActions } from "../catalog/allowed-actions";
import { label, type Finding, type Resource, type ResourceRule } from "../resource/resource";
import { isPattern } from "./arn";
import type { Statement } from "./document";
import { identityStatements, isIdentityType, resourceStatements } from "./documents";

const FULL_NAME = /^[a-z0-9-]+:[A-Za-z]\w*$/i;

/** Actions are written out in full, and nothing is allowed by what it is not. */
export const wildcardActions: ResourceRule = resource => {
  const [identity, attached] = [identityStatements(resource), resourceStatements(resource)];
  const statements = [...identity.statements, ...attached.statements].filter(({ allows }) => allows);
  return [
    ...identity.unreadable,
    ...attached.unreadable,
    ...statements.flatMap(statement => broadActions(resource, statement)),
  ];
};

/** Only actions in data/allowed-actions.tsv, and those that can give rights away only for what is ours. */
export function allowedActions(allowed: AllowedActions): ResourceRule {
  return resource => {
    const identity = isIdentityType(resource.type);
    const statements = [
      ...identityStatements(resource).statements,
      ...resourceStatements(resource).statements,
    ];
    return statements
      .filter(({ allows }) => allows)
      .flatMap(statement =>
        statement.actions.flatMap(action => actionIssue(action, statement, identity, allowed, resource)),
      );
  };
}

/** The project's name: below a path or a prefix of that name, a resource is ours. */
export function projectOf({ urn }: Pick<Resource, "urn">): string {
  return urn.split("::")[1] ?? "";
}

/** Whether an IAM ARN, or any other, names something whose path or name begins with the project's. */
export function isBelowProject(arn: string, project: string): boolean {
  const name = arn
    .split(":")
    .slice(5)
    .join(":")
    .replace(/^[a-z][A-Za-z-]*[/:]/, "");
  return (
    project !== "" &&
    !name.includes("..") &&
    (name.startsWith(`${project}/`) || name.startsWith(`${project}-`))
  );
}

function broadActions(
  resource: Resource,
  { sid, actions, notAction, notResource, notPrincipal }: Statement,
): Finding[] {
  const where = `${label(resource)}: statement "${sid}"`;
  const broad = actions
    .filter(action => !FULL_NAME.test(action))
    .map(action =>
      action === "*" || /^[*?]+:/.test(action)
        ? `${where} allows ${action}, every action of AWS; list the actions it uses.`
        : /^[^:]*:[*?]+$/.test(action)
          ? `${where} allows ${action}, every action of a service; list the actions it uses.`
          : `${where} allows ${action}, which is not the full name of an action; list the actions it uses.`,
    );
  const inverted = [
    ...(notAction
      ? [`${where} uses NotAction, which grants every action AWS adds; list the actions it uses.`]
      : []),
    ...(notResource
      ? [`${where} uses NotResource, which grants every resource it does not name; list the resources.`]
      : []),
    ...(notPrincipal
      ? [`${where} uses NotPrincipal, which grants everyone it does not name; list the principals.`]
      : []),
  ];
  return [...broad, ...inverted].map(message => ({ message }));
}

function actionIssue(
  action: string,
  { sid, resources }: Statement,
  identity: boolean,
  allowed: AllowedActions,
  resource: Resource,
): Finding[] {
  if (!FULL_NAME.test(action)) return []; // refused by wildcard-actions
  const where = `${label(resource)}: statement "${sid}" allows ${action}`;
  const needs = allowed.needsOf(action);
  if (needs === undefined)
    return [
      {
        message: `${where}, which no function of a stack like this needs; remove it, or add it with its reason to policy-pack/data/allowed-actions.tsv.`,
      },
    ];
  if (needs === "" || !identity) return [];
  const project = projectOf(resource);
  // Exact names are checked against the stack's resources (own-scope).
  const foreign = resources.find(own => isPattern(own) && !isBelowProject(own, project));
  if (foreign === undefined) return [];
  return [
    {
      message: `${where} on "${foreign}", and it can give rights away; limit it to resources below ${project}/.`,
    },
  ];
}
