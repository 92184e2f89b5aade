import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type QueueAttributeName,
} from "@aws-sdk/client-sqs";
import type { QueueArgs } from "@pulumi/aws/sqs";

import type { Context } from "../../context";
import { attributeTexts, type Plain, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const queue = resource<QueueArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "fifoQueue"],
  async create(inputs, context) {
    const { QueueUrl = "" } = await context.clients.sqs.send(
      new CreateQueueCommand({
        QueueName: inputs.name,
        Attributes: { ...(inputs.fifoQueue ? { FifoQueue: "true" } : {}), ...attributes(inputs) },
        tags: inputs.tags,
      }),
    );
    return { id: QueueUrl, outs: {} };
  },
  complete: (id, _, context) => readQueue(id, context),
  async read({ id }, context) {
    return ignoreNotFound(readQueue(id, context));
  },
  async update({ id }, inputs, context) {
    const Attributes = { RedrivePolicy: "", RedriveAllowPolicy: "", ...attributes(inputs) };
    await context.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes }));
    return readQueue(id, context);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.sqs.send(new DeleteQueueCommand({ QueueUrl: id })));
  },
});

/**
 * In SQS's names and format. What is not set gets SQS's default, so that removing an input undoes it:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html.
 */
function attributes(inputs: Plain<QueueArgs>): Record<string, string> {
  return attributeTexts({
    DelaySeconds: inputs.delaySeconds ?? 0,
    MessageRetentionPeriod: inputs.messageRetentionSeconds ?? 345_600,
    ReceiveMessageWaitTimeSeconds: inputs.receiveWaitTimeSeconds ?? 0,
    VisibilityTimeout: inputs.visibilityTimeoutSeconds ?? 30,
    MaximumMessageSize: inputs.maxMessageSize,
    SqsManagedSseEnabled: inputs.sqsManagedSseEnabled,
    KmsMasterKeyId: inputs.kmsMasterKeyId,
    KmsDataKeyReusePeriodSeconds: inputs.kmsDataKeyReusePeriodSeconds,
    ContentBasedDeduplication: inputs.contentBasedDeduplication,
    DeduplicationScope: inputs.deduplicationScope,
    FifoThroughputLimit: inputs.fifoThroughputLimit,
    RedrivePolicy: inputs.redrivePolicy,
    RedriveAllowPolicy: inputs.redriveAllowPolicy,
    Policy: inputs.policy,
  });
}

async function readQueue(QueueUrl: string, context: Context): Promise<Properties> {
  const { QueueArn } = await attributesOf(QueueUrl, ["QueueArn"], context);
  return { arn: QueueArn, url: QueueUrl };
}

export async function attributesOf(
  QueueUrl: string,
  AttributeNames: QueueAttributeName[],
  { clients }: Context,
): Promise<Partial<Record<string, string>>> {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
  );
  return Attributes;
}
