import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { TopicArgs, TopicPolicyArgs, TopicSubscriptionArgs } from "@pulumi/aws/sns";

import {
  attributeTexts,
  documentText,
  idOf,
  tagList,
  without,
  type Plain,
  type Properties,
} from "../properties";
import { resource, unlessGone, type Context } from "../resource-type";

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
    return unlessGone(readTopic(id, context));
  },
  async update({ id, inputs: old }, inputs, context) {
    for (const [name, value] of changes(topicAttributes(old), topicAttributes(inputs)))
      await setTopicAttribute(id, name, value, context);
    return readTopic(id, context);
  },
  async delete({ id }, { clients }) {
    await unlessGone(clients.sns.send(new DeleteTopicCommand({ TopicArn: id })));
  },
});

export const topicPolicy = resource<TopicPolicyArgs>({
  replaceOn: ["arn"],
  async create({ arn, policy }, context) {
    await setTopicAttribute(arn, "Policy", documentText(policy), context);
    return { id: arn, outs: { owner: context.accountId } };
  },
  async read({ id, outs }, context) {
    return (await unlessGone(readTopic(id, context))) && outs;
  },
  async update({ id, outs }, { policy }, context) {
    await setTopicAttribute(id, "Policy", documentText(policy), context);
    return outs;
  },
  async delete({ id }, context) {
    await unlessGone(setTopicAttribute(id, "Policy", defaultPolicy(id, context), context));
  },
});

export const topicSubscription = resource<TopicSubscriptionArgs>({
  replaceOn: ["topic", "protocol", "endpoint"],
  withoutEffect: ["confirmationTimeoutInMinutes", "endpointAutoConfirms"],
  async create(inputs, context) {
    const { SubscriptionArn = "" } = await context.clients.sns.send(
      new SubscribeCommand({
        TopicArn: idOf(inputs.topic),
        Protocol: inputs.protocol,
        Endpoint: inputs.endpoint,
        Attributes: subscriptionAttributes(inputs),
        ReturnSubscriptionArn: true,
      }),
    );
    return { id: SubscriptionArn, outs: {} };
  },
  complete: (id, _, context) => readSubscription(id, context),
  async read({ id }, context) {
    return unlessGone(readSubscription(id, context));
  },
  async update({ id, inputs: old }, inputs, context) {
    for (const [AttributeName, AttributeValue] of changes(
      subscriptionAttributes(old),
      subscriptionAttributes(inputs),
    ))
      await context.clients.sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn: id, AttributeName, AttributeValue }),
      );
    return readSubscription(id, context);
  },
  async delete({ id }, { clients }) {
    await unlessGone(clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: id })));
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

function subscriptionAttributes(inputs: Plain<TopicSubscriptionArgs>): Record<string, string> {
  return attributeTexts({
    RawMessageDelivery: inputs.rawMessageDelivery,
    FilterPolicy: inputs.filterPolicy,
    FilterPolicyScope: inputs.filterPolicyScope,
    RedrivePolicy: inputs.redrivePolicy,
    DeliveryPolicy: inputs.deliveryPolicy,
    SubscriptionRoleArn: inputs.subscriptionRoleArn,
    ReplayPolicy: inputs.replayPolicy,
  });
}

/** SNS sets one attribute at a time; one that is no longer given is emptied. */
function changes(old: Record<string, string>, now: Record<string, string>): [string, string][] {
  const gone = Object.keys(without(old, ...Object.keys(now))).map((name): [string, string] => [name, ""]);
  return [...gone, ...Object.entries(now).filter(([name, value]) => old[name] !== value)];
}

async function setTopicAttribute(
  TopicArn: string,
  AttributeName: string,
  AttributeValue: string,
  { clients }: Context,
): Promise<void> {
  await clients.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
}

async function readTopic(TopicArn: string, { clients, accountId }: Context): Promise<Properties> {
  const { Attributes } = await clients.sns.send(new GetTopicAttributesCommand({ TopicArn }));
  return { arn: TopicArn, owner: Attributes?.Owner ?? accountId };
}

async function readSubscription(
  SubscriptionArn: string,
  { clients, accountId }: Context,
): Promise<Properties> {
  const { Attributes } = await clients.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  return {
    arn: SubscriptionArn,
    ownerId: Attributes?.Owner ?? accountId,
    pendingConfirmation: Attributes?.PendingConfirmation === "true",
    confirmationWasAuthenticated: Attributes?.ConfirmationWasAuthenticated === "true",
  };
}

/** A topic is never without a policy: the AWS provider gives it back the one that SNS makes it with. */
function defaultPolicy(arn: string, { accountId }: Context): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["sns:Publish", "sns:Subscribe", "sns:Receive"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  });
}
