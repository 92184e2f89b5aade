import type { Reasons } from "../catalogue/reasons";
import { label, type Finding, type Resource, type ResourceRule } from "../resource/resource";
import type { Statement } from "./document";
import { identityStatements, resourceStatements } from "./documents";

/** No action that stands for a whole service, and nothing said by what it is not. */
export const wildcardActions: ResourceRule = resource => {
  const [identity, attached] = [identityStatements(resource), resourceStatements(resource)];
  const statements = [...identity.statements, ...attached.statements].filter(({ allows }) => allows);
  return [
    ...identity.unreadable,
    ...attached.unreadable,
    ...statements.flatMap(statement => broadActions(resource, statement)),
  ];
};

/** Resource "*" only for what AWS offers nothing narrower for: data/unscoped-actions.tsv says which and why. */
export function wildcardResources(unscoped: Reasons): ResourceRule {
  return resource =>
    identityStatements(resource)
      .statements.filter(({ allows }) => allows)
      .flatMap(statement => broadResources(resource, statement, unscoped));
}

function broadActions(
  resource: Resource,
  { sid, actions, notAction, notResource, notPrincipal }: Statement,
): Finding[] {
  const where = `${label(resource)}: statement "${sid}"`;
  const broad = actions
    .filter(isWholeService)
    .map(
      action =>
        `${where} allows ${action}, every action of ${action.includes(":") ? "a service" : "AWS"}, those that cost included; list the actions that are used.`,
    );
  const inverted = [
    ...(notAction
      ? [
          `${where} allows by NotAction, which grants every action that AWS adds; list the actions that are used.`,
        ]
      : []),
    ...(notResource
      ? [`${where} allows by NotResource, which grants every resource that is not named; list the resources.`]
      : []),
    ...(notPrincipal
      ? [`${where} allows by NotPrincipal, which grants everybody who is not named; list the principals.`]
      : []),
  ];
  return [...broad, ...inverted].map(message => ({ message }));
}

function broadResources(
  resource: Resource,
  { sid, actions, resources }: Statement,
  unscoped: Reasons,
): Finding[] {
  const broad = resources.find(isEveryResource);
  if (broad === undefined) return [];
  return actions
    .filter(action => !unscoped.has(action))
    .map(action => ({
      message: `${label(resource)}: statement "${sid}" allows ${action} on "${broad}"; name the resources, or give the reason in policy-pack/data/unscoped-actions.tsv if AWS cannot limit this action.`,
    }));
}

/** `*`, `*:*`, `service:*`; also with several stars. */
function isWholeService(action: string): boolean {
  return /^(\*+|[^:]*:[*?]*\*[*?]*)$/.test(action);
}

/** `*`, `arn:*`, and an ARN whose resource is only a star, such as `arn:aws:sqs:*:*:*`. */
export function isEveryResource(resource: string): boolean {
  if (/^[*?]+$/.test(resource)) return true;
  const [prefix, , , , , ...rest] = resource.split(":");
  if (prefix !== "arn") return false;
  return rest.length === 0 || /^\*+$/.test(rest.join(":"));
}
