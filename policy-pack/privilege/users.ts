import { isGiven, valueAt } from "../resource/path";
import { label, type Resource, type ResourceRule } from "../resource/resource";
import type { AllowedActions } from "../catalog/allowed-actions";
import { isNamedArn, isPattern, parseArn } from "./arn";
import { isRestrictedBy } from "./conditions";
import type { Statement } from "./document";
import { identityStatements } from "./documents";

const BOUNDARY_KEY = "iam:permissionsboundary";
const USER = "aws:iam/user:User";

/** No user or role gets permissions without a permissions boundary, whether declared here or created at run time. */
export function boundedUsers(allowed: AllowedActions): ResourceRule {
  return resource => {
    if (resource.type === USER) return userFindings(resource);
    return identityStatements(resource)
      .statements.filter(statement => statement.allows && !hasBoundary(statement))
      .flatMap(({ sid, actions }) =>
        actions
          .filter(action => needsBoundary(action, allowed))
          .map(action => ({
            message: `${label(resource)}: statement "${sid}" allows ${action} without a boundary, so it could grant any permission; add a condition StringEquals iam:PermissionsBoundary.`,
          })),
      );
  };
}

/** A customer-managed policy, by its exact ARN; those of AWS are made to be attached, not to limit. */
function isOwnPolicyArn(value: string): boolean {
  return isNamedArn(value) && !isPattern(value) && parseArn(value)?.service === "iam";
}

function userFindings(resource: Resource) {
  const boundary = valueAt(resource.props, "permissionsBoundary");
  if (!isGiven(resource.props, "permissionsBoundary"))
    return [
      {
        message: `${label(resource)}: a user without a permissions boundary can be granted any permission; set permissionsBoundary.`,
      },
    ];
  if (typeof boundary !== "string" || isOwnPolicyArn(boundary)) return [];
  return [
    {
      message: `${label(resource)}: its permissions boundary ${boundary} is not a policy of this account; set permissionsBoundary to a policy with the permissions the user needs.`,
    },
  ];
}

/** Removing a boundary is refused by allowed-actions; patterns are refused by wildcard-actions, and here as well. */
function needsBoundary(action: string, allowed: AllowedActions): boolean {
  if (allowed.needsOf(action) === "boundary") return true;
  return /^iam:(delete\w*permissionsboundary|.*[*?])/i.test(action);
}

function hasBoundary({ conditions }: Statement): boolean {
  return isRestrictedBy(conditions, { [BOUNDARY_KEY]: isOwnPolicyArn });
}
