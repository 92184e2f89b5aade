import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { QueuePolicyArgs } from "@pulumi/aws/sqs";

import type { Context } from "../../context";
import { documentText } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";
import { attributesOf } from "./queue";

export const queuePolicy = resource<QueuePolicyArgs>({
  replaceOn: ["queueUrl"],
  async create(inputs, context) {
    await setPolicy(inputs.queueUrl, documentText(inputs.policy), context);
    return { id: inputs.queueUrl, outs: {} };
  },
  async read({ id, outs }, context) {
    const found = await ignoreNotFound(attributesOf(id, ["Policy"], context));
    return found?.Policy ? outs : undefined;
  },
  async update({ id, outs }, inputs, context) {
    await setPolicy(id, documentText(inputs.policy), context);
    return outs;
  },
  async delete({ id }, context) {
    await ignoreNotFound(setPolicy(id, "", context));
  },
});

async function setPolicy(QueueUrl: string, Policy: string, { clients }: Context): Promise<void> {
  await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}
