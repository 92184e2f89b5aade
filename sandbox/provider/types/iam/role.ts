import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  type Role,
} from "@aws-sdk/client-iam";
import type { RoleArgs } from "@pulumi/aws/iam";

import type { Context } from "../../context";
import { defined, documentText, tagList, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

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
    const found = await ignoreNotFound(clients.iam.send(new GetRoleCommand({ RoleName: id })));
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
    await ignoreNotFound(context.clients.iam.send(new DeleteRoleCommand({ RoleName: id })));
  },
});

type PolicyArns = readonly string[] | undefined;

/** Attaching a policy that is already attached is not an error. */
async function attach(RoleName: string, arns: PolicyArns, { clients }: Context): Promise<void> {
  for (const PolicyArn of arns ?? [])
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

async function detach(RoleName: string, arns: PolicyArns, { clients }: Context): Promise<void> {
  for (const PolicyArn of arns ?? [])
    await ignoreNotFound(clients.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
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
    await ignoreNotFound(clients.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })));
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
