import type { Reasons } from "../catalog/reasons";
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

/** Attached to nothing: in these "*" means everything that the account has of the kind. */
const OF_THE_ACCOUNT = ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy"];

/** Resource "*" only for what AWS offers nothing narrower for: data/unscoped-actions.tsv says which and why. */
export function wildcardResources(unscoped: Reasons): ResourceRule {
  return resource =>
    (OF_THE_ACCOUNT.includes(resource.type) ? resourceStatements : identityStatements)(resource)
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
        `${where} allows ${action}, every action of ${action.includes(":") ? "a service" : "AWS"}, those that cost included; list the actions it uses.`,
    );
  const inverted = [
    ...(notAction
      ? [`${where} allows by NotAction, which grants every action that AWS adds; list the actions it uses.`]
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

/**
 * `*`, `*:*`, `service:*`, and what comes to the same: `s*:Send`, `dynamodb:?*`, `kms:*e*`. A pattern says which
 * actions are meant from three letters on.
 */
function isWholeService(action: string): boolean {
  const [service = "", name] = action.split(":");
  if (name === undefined || /[*?]/.test(service)) return /[*?]/.test(action);
  return name.includes("*") && name.replace(/[^A-Za-z]/g, "").length < 3;
}

/** `*`, `arn:*`, an ARN whose resource is only wildcards, and every resource of a kind in whatever account. */
function isEveryResource(resource: string): boolean {
  if (/^[*?]+$/.test(resource)) return true;
  const [prefix = "", , , , account = "", ...rest] = resource.split(":");
  if (/[*?]/.test(prefix)) return true;
  if (prefix !== "arn") return false;
  const own = rest.join(":");
  return /^[*?:/]*$/.test(own) || (/^[*?]+$/.test(account) && /^[\w-]+[:/][*?:/]+$/.test(own));
}
