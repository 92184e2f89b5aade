import type * as pulumi from "@pulumi/pulumi";
import { Topic, TopicPolicy, TopicSubscription } from "@pulumi/aws/sns";
import { Queue, QueuePolicy } from "@pulumi/aws/sqs";

/** Where a stream record goes after its last retry failed; otherwise Lambda would drop it silently. */
export interface Failures {
  topic: Topic;
  /** Whatever sends failures depends on it: only then is a failure kept. */
  subscription: TopicSubscription;
  /** Its part of the stack's outputs. */
  outputs: { deadLetterQueueUrl: pulumi.Output<string> };
}

/** The longest SQS can keep a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html. */
const MAX_RETENTION_SECONDS = 14 * 24 * 3600;

/**
 * A topic, because there may be several subscribers, and a queue that keeps its messages. Both are billed per
 * request, and nothing polls the queue: an idle event source mapping alone would make 650,000 requests per month.
 *
 * The topic is not encrypted: its messages contain positions in a stream, and no part of a record.
 */
export function createFailures(): Failures {
  const topic = new Topic("smtp-failures", { displayName: "Records ses-smtp could not process" });
  const deadLetterQueue = new Queue("smtp-dead-letters", {
    messageRetentionSeconds: MAX_RETENTION_SECONDS,
    sqsManagedSseEnabled: true,
  });
  const queuePolicy = new QueuePolicy("smtp-dead-letters", {
    queueUrl: deadLetterQueue.url,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "FailuresTopic",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: deadLetterQueue.arn,
          Condition: { ArnEquals: { "aws:SourceArn": topic.arn } },
        },
      ],
    },
  });
  const subscription = new TopicSubscription(
    "smtp-dead-letters",
    {
      topic: topic.arn,
      protocol: "sqs",
      endpoint: deadLetterQueue.arn,
      rawMessageDelivery: true, // Lambda's own JSON, without SNS's envelope
    },
    { dependsOn: [queuePolicy] }, // without it, SNS cannot deliver
  );
  return { topic, subscription, outputs: { deadLetterQueueUrl: deadLetterQueue.url } };
}

/** Limits on the topic itself who can publish; SNS's default policy allows the whole account. */
export function limitPublishers({ topic }: Failures, roleArns: pulumi.Input<string>[]): void {
  new TopicPolicy("smtp-failures", {
    arn: topic.arn,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "FailingFunctions",
          Effect: "Allow",
          Principal: { AWS: roleArns },
          Action: "sns:Publish",
          Resource: topic.arn,
        },
      ],
    },
  });
}
