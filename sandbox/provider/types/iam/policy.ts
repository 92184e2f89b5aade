import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  ListPolicyVersionsCommand,
  type Policy,
} from "@aws-sdk/client-iam";
import type { PolicyArgs } from "@pulumi/aws/iam";

import type { Context } from "../../context";
import { defined, documentText, tagList, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

/** IAM keeps five versions of a managed policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const MAX_POLICY_VERSIONS = 5;

export const policy = resource<PolicyArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "path", "description"],
  async create(inputs, { clients }) {
    const { Policy } = await clients.iam.send(
      new CreatePolicyCommand({
        PolicyName: inputs.name,
        PolicyDocument: documentText(inputs.policy),
        Path: inputs.path,
        Description: inputs.description,
        Tags: tagList(inputs.tags),
      }),
    );
    return { id: Policy?.Arn ?? "", outs: policyOuts(Policy) };
  },
  async read({ id }, { clients }) {
    const found = await ignoreNotFound(clients.iam.send(new GetPolicyCommand({ PolicyArn: id })));
    return found && policyOuts(found.Policy);
  },
  async update({ id, outs }, inputs, context) {
    await removeVersions(id, context, MAX_POLICY_VERSIONS - 1);
    const PolicyDocument = documentText(inputs.policy);
    await context.clients.iam.send(
      new CreatePolicyVersionCommand({ PolicyArn: id, PolicyDocument, SetAsDefault: true }),
    );
    return outs;
  },
  async delete({ id }, context) {
    await removeVersions(id, context, 1);
    await ignoreNotFound(context.clients.iam.send(new DeletePolicyCommand({ PolicyArn: id })));
  },
});

/** Deletes the oldest versions, but never the default one, until `keep` are left. */
async function removeVersions(arn: string, { clients }: Context, keep: number): Promise<void> {
  const found = await ignoreNotFound(clients.iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn })));
  const versions = found?.Versions ?? [];
  const old = versions
    .filter(version => !version.IsDefaultVersion)
    .sort((a, b) => Number(a.CreateDate) - Number(b.CreateDate));
  for (const { VersionId } of old.slice(0, Math.max(0, versions.length - keep))) {
    await clients.iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId }));
  }
}

function policyOuts(policy: Policy | undefined): Properties {
  return defined({
    arn: policy?.Arn,
    policyId: policy?.PolicyId,
    path: policy?.Path,
    attachmentCount: policy?.AttachmentCount,
  });
}
