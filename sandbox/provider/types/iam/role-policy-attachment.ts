import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import type { RolePolicyAttachmentArgs } from "@pulumi/aws/iam";

import { idOf } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const rolePolicyAttachment = resource<RolePolicyAttachmentArgs>({
  replaceOn: ["role", "policyArn"],
  async create({ role, policyArn }, { clients }) {
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName: idOf(role), PolicyArn: policyArn }));
    return { id: `${idOf(role)}/${policyArn}`, outs: {} };
  },
  async read({ inputs, outs }, { clients }) {
    const found = await ignoreNotFound(
      clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: idOf(inputs.role) })),
    );
    return found?.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === inputs.policyArn)
      ? outs
      : undefined;
  },
  async delete({ inputs: { role, policyArn } }, { clients }) {
    await ignoreNotFound(
      clients.iam.send(new DetachRolePolicyCommand({ RoleName: idOf(role), PolicyArn: policyArn })),
    );
  },
});
