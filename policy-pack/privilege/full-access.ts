import { follow } from "../resource/path";
import { label, type ResourceRule } from "../resource/resource";

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

const FULL_ACCESS = /:policy\/.*(FullAccess|Administrator|PowerUser)[^/]*$/i;

export function isFullAccess(arn: unknown): boolean {
  return typeof arn === "string" && FULL_ACCESS.test(arn);
}

/** A CallbackFunction without a role attaches nine of these. */
export const fullAccess: ResourceRule = resource => {
  const path = ATTACHMENTS[resource.type];
  if (path === undefined) return [];
  return follow(resource.props, path)
    .values.filter(isFullAccess)
    .map(arn => ({
      message: `${label(resource)}: attaches ${String(arn)}, which grants full access; give the role an inline policy with the actions it uses.`,
    }));
};
