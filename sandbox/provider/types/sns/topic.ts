import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
} from "@aws-sdk/client-sns";
import type { TopicArgs } from "@pulumi/aws/sns";

import type { Context } from "../../context";
import { attributeTexts, tagList, without, type Plain, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const topic = resource<TopicArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "fifoTopic"],
  async create(inputs, context) {
    const { TopicArn = "" } = await context.clients.sns.send(
      new CreateTopicCommand({
        Name: inputs.name,
        Attributes: { ...(inputs.fifoTopic ? { FifoTopic: "true" } : {}), ...topicAttributes(inputs) },
        Tags: tagList(inputs.tags),
      }),
    );
    return { id: TopicArn, outs: {} };
  },
  complete: (id, _, context) => readTopic(id, context),
  async read({ id }, context) {
    return ignoreNotFound(readTopic(id, context));
  },
  async update({ id, inputs: old }, inputs, context) {
    for (const [name, value] of changedAttributes(topicAttributes(old), topicAttributes(inputs)))
      await setTopicAttribute(id, name, value, context);
    return readTopic(id, context);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.sns.send(new DeleteTopicCommand({ TopicArn: id })));
  },
});

function topicAttributes(inputs: Plain<TopicArgs>): Record<string, string> {
  return attributeTexts({
    DisplayName: inputs.displayName,
    Policy: inputs.policy,
    DeliveryPolicy: inputs.deliveryPolicy,
    KmsMasterKeyId: inputs.kmsMasterKeyId,
    SignatureVersion: inputs.signatureVersion,
    TracingConfig: inputs.tracingConfig,
    ArchivePolicy: inputs.archivePolicy,
    ContentBasedDeduplication: inputs.contentBasedDeduplication,
    FifoThroughputScope: inputs.fifoThroughputScope,
  });
}

/** SNS sets one attribute at a time; one that is no longer set is emptied. */
export function changedAttributes(
  old: Record<string, string>,
  now: Record<string, string>,
): [string, string][] {
  const gone = Object.keys(without(old, ...Object.keys(now))).map((name): [string, string] => [name, ""]);
  return [...gone, ...Object.entries(now).filter(([name, value]) => old[name] !== value)];
}

export async function setTopicAttribute(
  TopicArn: string,
  AttributeName: string,
  AttributeValue: string,
  { clients }: Context,
): Promise<void> {
  await clients.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
}

export async function readTopic(TopicArn: string, { clients, accountId }: Context): Promise<Properties> {
  const { Attributes } = await clients.sns.send(new GetTopicAttributesCommand({ TopicArn }));
  return { arn: TopicArn, owner: Attributes?.Owner ?? accountId };
}
