import { policyOf, type TypeCase } from "./type-case";
import { secret } from "./wire";

/** Topics and queues, and what belongs to them. */
export const MESSAGING_CASES: readonly TypeCase[] = [
  {
    type: "aws:sns/topic:Topic",
    inputs: () => ({ name: "grpc-created-topic", displayName: secret("before") }),
    secret: "displayName",
    computed: ["arn", "owner"],
    change: { displayName: secret("after"), signatureVersion: 2 },
    replacing: { name: "grpc-other-topic" },
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    inputs: ({ topicArn }) => ({ arn: topicArn, policy: secret(policyOf("sns:Publish")) }),
    secret: "policy",
    computed: ["owner"],
    change: { policy: secret(policyOf("sns:Subscribe")) },
    replacing: { arn: "arn:aws:sns:eu-central-1:123456789012:other" },
    stays: "a topic always has a policy",
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    inputs: ({ topicArn, queueArn }) => ({
      topic: topicArn,
      protocol: "sqs",
      endpoint: secret(queueArn),
      filterPolicy: JSON.stringify({ kind: ["one"] }),
    }),
    secret: "endpoint",
    computed: ["arn", "ownerId"],
    change: { rawMessageDelivery: true, filterPolicy: undefined },
    replacing: { endpoint: "arn:aws:sqs:eu-central-1:123456789012:other" },
  },
  {
    type: "aws:sqs/queue:Queue",
    inputs: () => ({
      name: "grpc-created-queue",
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
      tags: secret({ team: "mail" }),
    }),
    secret: "tags",
    computed: ["arn", "url"],
    change: { messageRetentionSeconds: 60, visibilityTimeoutSeconds: 120 },
    replacing: { name: "grpc-other-queue" },
  },
  {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    inputs: ({ queueUrl }) => ({ queueUrl, policy: secret(policyOf("sqs:SendMessage")) }),
    secret: "policy",
    computed: [],
    change: { policy: secret(policyOf("sqs:ReceiveMessage")) },
    replacing: { queueUrl: "http://localhost/123456789012/other" },
  },
];
