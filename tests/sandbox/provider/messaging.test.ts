import { GetTopicAttributesCommand, PublishCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { pollUntil } from "../../../sandbox/shared/poll";
import type { Clients } from "../../../sandbox/provider/clients";
import { contextFor } from "../../../sandbox/provider/context";
import { SandboxProvider } from "../../../sandbox/provider/provider";
import {
  ACCOUNT,
  startFrontDoorFixture,
  REGION,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";

const urn = (type: string) => `urn:pulumi:dev::p::${type}::mail`;
const TOPIC = urn("aws:sns/topic:Topic");
const TOPIC_POLICY = urn("aws:sns/topicPolicy:TopicPolicy");
const SUBSCRIPTION = urn("aws:sns/topicSubscription:TopicSubscription");
const QUEUE = urn("aws:sqs/queue:Queue");
const QUEUE_POLICY = urn("aws:sqs/queuePolicy:QueuePolicy");

type Outs = Record<string, string>;

describe("topics and queues of the sandbox's AWS provider", () => {
  let doorway: FrontDoorFixture;
  let provider: SandboxProvider;
  let clients: Clients;
  before(async () => {
    doorway = await startFrontDoorFixture();
    const endpoint = doorway.door.url;
    const context = contextFor({ endpoint, region: REGION, accountId: ACCOUNT, programDirectory: "." });
    clients = context.clients;
    provider = new SandboxProvider(context);
  });
  after(() => doorway.close());

  it("deliver a message from topic to queue, raw or in SNS's envelope", async () => {
    const topic = await provider.create(TOPIC, { name: "t" });
    const queue = await provider.create(QUEUE, { name: "q" });
    const { arn } = topic.outs as Outs;
    const { url = "", arn: endpoint } = queue.outs as Outs;
    const policy = await provider.create(QUEUE_POLICY, {
      queueUrl: url,
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: endpoint,
            Condition: { ArnEquals: { "aws:SourceArn": arn } },
          },
        ],
      },
    });
    const inputs = { topic: arn, protocol: "sqs", endpoint, rawMessageDelivery: true };
    const { id, outs } = await provider.create(SUBSCRIPTION, inputs);
    expect(outs).to.include({ ownerId: ACCOUNT, pendingConfirmation: false });
    await publish(arn, "raw");
    expect(await receive(url)).to.equal("raw");

    const enveloped = { ...inputs, rawMessageDelivery: false };
    const updated = await provider.update(id, SUBSCRIPTION, outs, enveloped);
    await publish(arn, "wrapped");
    expect(JSON.parse(await receive(url))).to.include({ Message: "wrapped", TopicArn: arn });

    await provider.delete(id, SUBSCRIPTION, updated.outs);
    await provider.delete(policy.id, QUEUE_POLICY, policy.outs);
    await provider.delete(queue.id, QUEUE, queue.outs);
    await provider.delete(topic.id, TOPIC, topic.outs);
  });

  it("have queue URLs at the front door; settings that are removed return to SQS's defaults", async () => {
    const created = await provider.create(QUEUE, { name: "settings", messageRetentionSeconds: 60 });
    expect(created.id).to.equal(`${doorway.door.url}/${ACCOUNT}/settings`);
    expect(await attributesOf(created.id)).to.include({
      MessageRetentionPeriod: "60",
      VisibilityTimeout: "30",
    });
    const inputs = { name: "settings", visibilityTimeoutSeconds: 120 };
    const { outs } = await provider.update(created.id, QUEUE, created.outs, inputs);
    expect(await attributesOf(created.id)).to.include({
      MessageRetentionPeriod: "345600",
      VisibilityTimeout: "120",
    });
    await provider.delete(created.id, QUEUE, outs);
  });

  it("accept a policy as an object; deleting it leaves no policy, or SNS's default", async () => {
    const topic = await provider.create(TOPIC, { name: "guarded" });
    const queue = await provider.create(QUEUE, { name: "guarded" });
    const policy = { Version: "2012-10-17", Statement: [] };
    const onTopic = await provider.create(TOPIC_POLICY, { arn: topic.id, policy });
    const onQueue = await provider.create(QUEUE_POLICY, { queueUrl: queue.id, policy });
    expect(JSON.parse(await topicPolicy(topic.id))).to.deep.equal(policy);
    expect(JSON.parse((await attributesOf(queue.id)).Policy ?? "")).to.deep.equal(policy);

    await provider.delete(onTopic.id, TOPIC_POLICY, onTopic.outs);
    await provider.delete(onQueue.id, QUEUE_POLICY, onQueue.outs);
    expect(await topicPolicy(topic.id)).to.include("AWS:SourceOwner");
    expect(await attributesOf(queue.id)).to.not.have.property("Policy");
    await provider.delete(queue.id, QUEUE, queue.outs);
    await provider.delete(topic.id, TOPIC, topic.outs);
  });

  async function publish(TopicArn: string | undefined, Message: string): Promise<void> {
    await clients.sns.send(new PublishCommand({ TopicArn, Message }));
  }

  async function receive(QueueUrl: string): Promise<string> {
    return pollUntil("a message", 60_000, async () => {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }),
      );
      return Messages[0]?.Body === undefined ? { yet: "none" } : { done: Messages[0].Body };
    });
  }

  async function attributesOf(QueueUrl: string): Promise<Partial<Record<string, string>>> {
    const { Attributes = {} } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    return Attributes;
  }

  async function topicPolicy(TopicArn: string): Promise<string> {
    const { Attributes } = await clients.sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return Attributes?.Policy ?? "";
  }
});
