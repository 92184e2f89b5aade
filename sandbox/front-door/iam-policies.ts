import { GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from "@aws-sdk/client-iam";

import type { PolicyDocument } from "../iam/policy-document";

/** The default version of a managed policy. */
export async function managedPolicy(iam: IAMClient, PolicyArn: string | undefined): Promise<PolicyDocument> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return parsePolicy(PolicyVersion?.Document);
}

/**
 * IAM URL-encodes the policy documents it returns
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html). The emulator accepts one without
 * statements, which allows nothing.
 */
export function parsePolicy(document = ""): PolicyDocument {
  return { Statement: [], ...(JSON.parse(decodeURIComponent(document)) as Partial<PolicyDocument>) };
}
