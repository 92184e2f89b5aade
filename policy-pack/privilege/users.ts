import { isGiven, valueAt } from "../resource/path";
import { label, type ResourceRule } from "../resource/resource";
import { isHeldTo } from "./conditions";
import type { Statement } from "./document";
import { identityStatements } from "./documents";
import { isFullAccess } from "./full-access";

/** Whoever may do these without a boundary may give themselves everything. */
const GUARDED = [
  "iam:CreateUser",
  "iam:PutUserPolicy",
  "iam:AttachUserPolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
];
const BOUNDARY_KEY = "iam:permissionsboundary";

/** No user without a permissions boundary, be it made here or by something that a policy allows to. */
export const boundedUsers: ResourceRule = resource => {
  if (resource.type === "aws:iam/user:User" && !isGiven(resource.props, "permissionsBoundary")) {
    return [
      {
        message: `${label(resource)}: a user without a permissions boundary can be granted any permission; set permissionsBoundary.`,
      },
    ];
  }
  if (resource.type === "aws:iam/user:User" && isFullAccess(valueAt(resource.props, "permissionsBoundary"))) {
    return [
      {
        message: `${label(resource)}: its permissions boundary grants full access; set permissionsBoundary to a policy with the permissions the user needs.`,
      },
    ];
  }
  return identityStatements(resource)
    .statements.filter(statement => statement.allows && !hasBoundary(statement))
    .flatMap(statement =>
      GUARDED.filter(guarded => statement.actions.some(action => covers(action, guarded))).map(action => ({
        message: `${label(resource)}: statement "${statement.sid}" allows ${action} without a boundary, so its users could be given any permission; add a condition StringEquals iam:PermissionsBoundary.`,
      })),
    );
};

function hasBoundary({ conditions }: Statement): boolean {
  return isHeldTo(conditions, key => key === BOUNDARY_KEY);
}

/** Actions compare without case, and `*` and `?` are wildcards. */
function covers(action: string, guarded: string): boolean {
  const pattern = action
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "i").test(guarded);
}
