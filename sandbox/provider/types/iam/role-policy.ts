import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { RolePolicyArgs } from "@pulumi/aws/iam";

import type { Context } from "../../context";
import { documentText, idOf } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const rolePolicy = resource<RolePolicyArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "role"],
  async create(inputs, context) {
    await putRolePolicy(inputs, context);
    return { id: `${idOf(inputs.role)}:${inputs.name}`, outs: {} };
  },
  async read({ inputs, outs }, { clients }) {
    const found = await ignoreNotFound(
      clients.iam.send(new GetRolePolicyCommand({ RoleName: idOf(inputs.role), PolicyName: inputs.name })),
    );
    return found && outs;
  },
  async update({ outs }, inputs, context) {
    await putRolePolicy(inputs, context);
    return outs;
  },
  async delete({ inputs }, { clients }) {
    await ignoreNotFound(
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
