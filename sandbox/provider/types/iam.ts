import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  type Policy,
  type Role,
} from "@aws-sdk/client-iam";
import type { PolicyArgs, RoleArgs, RolePolicyArgs, RolePolicyAttachmentArgs } from "@pulumi/aws/iam";

import { defined, documentText, idOf, tagList, type Properties } from "../properties";
import { resource, unlessGone, type Context } from "../resource-type";

export const role = resource<RoleArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "path"],
  withoutEffect: ["forceDetachPolicies"],
  async create(inputs, { clients }) {
    const { Role } = await clients.iam.send(
      new CreateRoleCommand({
        RoleName: inputs.name,
        AssumeRolePolicyDocument: documentText(inputs.assumeRolePolicy),
        Path: inputs.path,
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
        PermissionsBoundary: inputs.permissionsBoundary,
        Tags: tagList(inputs.tags),
      }),
    );
    return { id: inputs.name ?? "", outs: roleOuts(Role) };
  },
  async complete(id, { managedPolicyArns }, context) {
    await attach(id, managedPolicyArns, context);
    return {};
  },
  async read({ id }, { clients }) {
    const found = await unlessGone(clients.iam.send(new GetRoleCommand({ RoleName: id })));
    return found && roleOuts(found.Role);
  },
  async update({ id, inputs: old, outs }, inputs, context) {
    const { clients } = context;
    const PolicyDocument = documentText(inputs.assumeRolePolicy);
    await clients.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument }));
    await setBoundary(id, old.permissionsBoundary, inputs.permissionsBoundary, context);
    const { managedPolicyArns: attached = [] } = inputs;
    await detach(
      id,
      old.managedPolicyArns?.filter(arn => !attached.includes(arn)),
      context,
    );
    await attach(id, attached, context);
    await clients.iam.send(
      new UpdateRoleCommand({
        RoleName: id,
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
      }),
    );
    return outs;
  },
  async delete({ id, inputs }, context) {
    await detach(id, inputs.managedPolicyArns, context);
    await unlessGone(context.clients.iam.send(new DeleteRoleCommand({ RoleName: id })));
  },
});

type PolicyArns = readonly string[] | undefined;

/** One that is attached already may be attached again. */
async function attach(RoleName: string, arns: PolicyArns, { clients }: Context): Promise<void> {
  for (const PolicyArn of arns ?? [])
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

async function detach(RoleName: string, arns: PolicyArns, { clients }: Context): Promise<void> {
  for (const PolicyArn of arns ?? [])
    await unlessGone(clients.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
}

async function setBoundary(
  RoleName: string,
  old: string | undefined,
  PermissionsBoundary: string | undefined,
  { clients }: Context,
): Promise<void> {
  if (PermissionsBoundary !== undefined)
    await clients.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
  else if (old !== undefined)
    await unlessGone(clients.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })));
}

export const rolePolicy = resource<RolePolicyArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "role"],
  async create(inputs, context) {
    await putRolePolicy(inputs, context);
    return { id: `${idOf(inputs.role)}:${inputs.name}`, outs: {} };
  },
  async read({ inputs, outs }, { clients }) {
    const found = await unlessGone(
      clients.iam.send(new GetRolePolicyCommand({ RoleName: idOf(inputs.role), PolicyName: inputs.name })),
    );
    return found && outs;
  },
  async update({ outs }, inputs, context) {
    await putRolePolicy(inputs, context);
    return outs;
  },
  async delete({ inputs }, { clients }) {
    await unlessGone(
      clients.iam.send(new DeleteRolePolicyCommand({ RoleName: idOf(inputs.role), PolicyName: inputs.name })),
    );
  },
});

async function putRolePolicy(
  inputs: { role: unknown; name?: string | undefined; policy: unknown },
  { clients }: Context,
) {
  await clients.iam.send(
    new PutRolePolicyCommand({
      RoleName: idOf(inputs.role),
      PolicyName: inputs.name,
      PolicyDocument: documentText(inputs.policy),
    }),
  );
}

export const rolePolicyAttachment = resource<RolePolicyAttachmentArgs>({
  replaceOn: ["role", "policyArn"],
  async create({ role, policyArn }, { clients }) {
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName: idOf(role), PolicyArn: policyArn }));
    return { id: `${idOf(role)}/${policyArn}`, outs: {} };
  },
  async read({ inputs, outs }, { clients }) {
    const found = await unlessGone(
      clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: idOf(inputs.role) })),
    );
    return found?.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === inputs.policyArn)
      ? outs
      : undefined;
  },
  async delete({ inputs: { role, policyArn } }, { clients }) {
    await unlessGone(
      clients.iam.send(new DetachRolePolicyCommand({ RoleName: idOf(role), PolicyArn: policyArn })),
    );
  },
});

/** IAM keeps five versions of a managed policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const POLICY_VERSIONS = 5;

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
    const found = await unlessGone(clients.iam.send(new GetPolicyCommand({ PolicyArn: id })));
    return found && policyOuts(found.Policy);
  },
  async update({ id, outs }, inputs, context) {
    await removeVersions(id, context, POLICY_VERSIONS - 1);
    const PolicyDocument = documentText(inputs.policy);
    await context.clients.iam.send(
      new CreatePolicyVersionCommand({ PolicyArn: id, PolicyDocument, SetAsDefault: true }),
    );
    return outs;
  },
  async delete({ id }, context) {
    await removeVersions(id, context, 1);
    await unlessGone(context.clients.iam.send(new DeletePolicyCommand({ PolicyArn: id })));
  },
});

/** Deletes the oldest versions that are not the default, until so many are left. */
async function removeVersions(arn: string, { clients }: Context, keep: number): Promise<void> {
  const found = await unlessGone(clients.iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn })));
  const versions = found?.Versions ?? [];
  const old = versions
    .filter(version => !version.IsDefaultVersion)
    .sort((a, b) => Number(a.CreateDate) - Number(b.CreateDate));
  for (const { VersionId } of old.slice(0, Math.max(0, versions.length - keep))) {
    await clients.iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId }));
  }
}

function roleOuts(role: Role | undefined): Properties {
  return defined({
    arn: role?.Arn,
    uniqueId: role?.RoleId,
    path: role?.Path,
    createDate: role?.CreateDate?.toISOString(),
    maxSessionDuration: role?.MaxSessionDuration,
  });
}

function policyOuts(policy: Policy | undefined): Properties {
  return defined({
    arn: policy?.Arn,
    policyId: policy?.PolicyId,
    path: policy?.Path,
    attachmentCount: policy?.AttachmentCount,
  });
}
