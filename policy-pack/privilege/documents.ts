import { isObject, valueAt } from "../resource/path";
import { label, type Finding, type Resource } from "../resource/resource";
import { isDocument, readStatements, type Statement } from "./document";

/** What a role or user may do. */
const IDENTITY_POLICIES: Readonly<Record<string, string>> = {
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:iam/groupPolicy:GroupPolicy": "policy",
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
};

/**
 * Who may use a resource; in these "*" as the resource means the one that the policy is attached to. Here for what
 * cannot be read: whatever can be read as a policy is, in any property of any type.
 */
const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": "policy",
  "aws:ses/identityPolicy:IdentityPolicy": "policy",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
};

export interface Documents {
  readonly statements: readonly Statement[];
  /** What cannot be read is refused: nobody knows what it allows. */
  readonly unreadable: readonly Finding[];
}

export function identityStatements(resource: Resource): Documents {
  if (resource.type === "aws:iam/role:Role") return readAll(resource, inlinePolicies(resource));
  const property = IDENTITY_POLICIES[resource.type];
  return readAll(resource, property === undefined ? [] : [resource.props[property]]);
}

export function resourceStatements(resource: Resource): Documents {
  const own = [RESOURCE_POLICIES[resource.type], IDENTITY_POLICIES[resource.type], "assumeRolePolicy"];
  const others = Object.entries(resource.props)
    .filter(([property, value]) => !own.includes(property) && isDocument(value))
    .map(([, value]) => value);
  const property = RESOURCE_POLICIES[resource.type];
  return readAll(resource, [...(property === undefined ? [] : [resource.props[property]]), ...others]);
}

export function trustStatements(resource: Resource): Documents {
  return readAll(resource, resource.type === "aws:iam/role:Role" ? [resource.props["assumeRolePolicy"]] : []);
}

function inlinePolicies(resource: Resource): unknown[] {
  const policies = valueAt(resource.props, "inlinePolicies");
  return Array.isArray(policies) ? policies.filter(isObject).map(({ policy }) => policy) : [];
}

function readAll(resource: Resource, documents: readonly unknown[]): Documents {
  const read = documents.map(readStatements);
  return {
    statements: read.flatMap(statements => statements ?? []),
    unreadable: read
      .filter(statements => statements === undefined)
      .map(() => ({
        message: `${label(resource)}: its policy cannot be parsed, so what it allows is unknown; use a JSON policy document.`,
      })),
  };
}
