import { isObject, valueAt } from "../resource/path";
import { label, type Finding, type Resource } from "../resource/resource";
import { isDocument, readDocument, type Statement } from "./document";

/** What a role, user, or group may do. */
const IDENTITY_POLICIES: Readonly<Record<string, string>> = {
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:iam/groupPolicy:GroupPolicy": "policy",
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
};

/** Inputs that always hold a policy, whatever the type: what cannot be parsed there is refused. */
const POLICY_PROPERTIES = ["policy", "policyDocument", "accessPolicy", "resourcePolicy", "assumeRolePolicy"];
const ROLE = "aws:iam/role:Role";

export interface Documents {
  readonly statements: readonly Statement[];
  /** Documents that cannot be relied on, because nobody knows what they allow. */
  readonly unreadable: readonly Finding[];
}

export function identityStatements(resource: Resource): Documents {
  if (resource.type === ROLE) return readAll(resource, inlinePolicies(resource));
  const property = IDENTITY_POLICIES[resource.type];
  return readAll(resource, property === undefined ? [] : [resource.props[property]]);
}

/**
 * Who may use a resource; in these "*" as the resource means the one the policy is attached to. Anything that can be
 * read as a policy counts, in any property of any type.
 */
export function resourceStatements(resource: Resource): Documents {
  const identity = IDENTITY_POLICIES[resource.type];
  const documents = Object.entries(resource.props)
    .filter(
      ([property]) => property !== identity && !(resource.type === ROLE && property === "assumeRolePolicy"),
    )
    .filter(([property, value]) => POLICY_PROPERTIES.includes(property) || isDocument(value))
    .map(([, value]) => value);
  return readAll(resource, documents);
}

export function trustStatements(resource: Resource): Documents {
  return readAll(resource, resource.type === ROLE ? [resource.props["assumeRolePolicy"]] : []);
}

export function isIdentityType(type: string): boolean {
  return type === ROLE || type in IDENTITY_POLICIES;
}

function inlinePolicies(resource: Resource): unknown[] {
  const policies = valueAt(resource.props, "inlinePolicies");
  return (Array.isArray(policies) ? policies : [policies]).filter(isObject).map(({ policy }) => policy);
}

function readAll(resource: Resource, documents: readonly unknown[]): Documents {
  const read = documents.map(readDocument);
  return {
    statements: read.flatMap(({ statements }) => statements),
    unreadable: read.flatMap(({ issue }) =>
      issue === undefined ? [] : [{ message: `${label(resource)}: its policy ${issue}.` }],
    ),
  };
}
