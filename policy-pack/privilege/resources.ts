import type { Reasons } from "../catalog/reasons";
import { label, type Finding, type Resource, type ResourceRule } from "../resource/resource";
import { isNamedArn, parseArn } from "./arn";
import type { Statement } from "./document";
import { identityStatements, resourceStatements } from "./documents";

/** Attached to no resource: in these "*" means everything of the kind in the account. */
const OF_THE_ACCOUNT = ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy"];

/**
 * Resources are named with region and account.
 *
 * @param unscoped actions that may use "*" because AWS offers nothing narrower (data/unscoped-actions.tsv)
 * @param broad patterns allowed for an action, as `action resource` (data/broad-resources.tsv)
 */
export function wildcardResources(unscoped: Reasons, broad: Reasons): ResourceRule {
  return resource =>
    (OF_THE_ACCOUNT.includes(resource.type) ? resourceStatements : identityStatements)(resource)
      .statements.filter(({ allows }) => allows)
      .flatMap(statement => broadResources(resource, statement, unscoped, broad));
}

function broadResources(
  resource: Resource,
  { sid, actions, resources }: Statement,
  unscoped: Reasons,
  broad: Reasons,
): Finding[] {
  return actions
    .filter(action => !unscoped.has(action))
    .flatMap(action => {
      const found = resources.find(own => !isNamedArn(own) && !isAllowed(action, own, broad));
      if (found === undefined) return [];
      return [
        {
          message: `${label(resource)}: statement "${sid}" allows ${action} on "${found}"; name the resources, or give the reason in policy-pack/data/unscoped-actions.tsv if AWS cannot limit this action.`,
        },
      ];
    });
}

/** Region and account are required even where the name may be a pattern. */
function isAllowed(action: string, resource: string, broad: Reasons): boolean {
  const arn = parseArn(resource);
  return (
    arn !== undefined &&
    broad.has(`${action} ${arn.rest}`) &&
    isNamedArn(resource.slice(0, resource.length - arn.rest.length) + "name")
  );
}
