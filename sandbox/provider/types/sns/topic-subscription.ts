import {
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { TopicSubscriptionArgs } from "@pulumi/aws/sns";

import type { Context } from "../../context";
import { attributeTexts, idOf, type Plain, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";
import { changedAttributes } from "./topic";

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
    return ignoreNotFound(readSubscription(id, context));
  },
  async update({ id, inputs: old }, inputs, context) {
    for (const [AttributeName, AttributeValue] of changedAttributes(
      subscriptionAttributes(old),
      subscriptionAttributes(inputs),
    ))
      await context.clients.sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn: id, AttributeName, AttributeValue }),
      );
    return readSubscription(id, context);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: id })));
  },
});

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
