import type { Reasons } from "../catalog/reasons";
import { follow } from "../resource/path";
import { label, type Properties, type ResourceRule } from "../resource/resource";

/** Where managed policies are attached. */
const ATTACHMENTS: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "managedPolicyArns[]",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns[]",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns[]",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns[]",
};

const FULL_ACCESS = /(FullAccess|Administrator|PowerUser)[^/]*$/i;

/** The known ARNs a resource attaches. */
export function attachedPolicies(type: string, props: Properties): string[] {
  const path = ATTACHMENTS[type];
  if (path === undefined) return [];
  return follow(props, path).values.filter(arn => typeof arn === "string");
}

/** The name of a policy of AWS; undefined for other ARNs. */
export function awsPolicyName(arn: string): string | undefined {
  return /^arn:[^:]*:iam::aws:policy\/(?:.*\/)?([^/]+)$/i.exec(arn)?.[1];
}

/** Of AWS's policies only those in data/managed-policies.tsv: a CallbackFunction without a role attaches nine others. */
export function fullAccess(allowed: Reasons): ResourceRule {
  return resource =>
    attachedPolicies(resource.type, resource.props).flatMap(arn => {
      const name = awsPolicyName(arn);
      if (name === undefined ? !FULL_ACCESS.test(arn) : allowed.has(name)) return [];
      const grants = FULL_ACCESS.test(arn)
        ? "which grants full access"
        : "a policy of AWS that grants more than a stack like this needs";
      return [
        {
          message: `${label(resource)}: attaches ${arn}, ${grants}; give the role an inline policy with the actions it uses.`,
        },
      ];
    });
}
