import type * as pulumi from "@pulumi/pulumi";
import { Topic, TopicPolicy } from "@pulumi/aws/sns";
import { Queue, QueuePolicy } from "@pulumi/aws/sqs";
import type { Account } from "./account";
import { roleStatement, ruleStatement } from "./role-statement";

/** Where events go after their last retry failed; otherwise Lambda would drop them silently. */
export interface Failures {
  /**
   * Failed operations. The processor subscribes to it, and keeps each operation in the dead-letter queue until it is
   * retried.
   */
  topic: Topic;
  deadLetterQueue: Queue;
  /** For operations that are not retried automatically. */
  parkedQueue: Queue;
  /** Its part of the stack's outputs. */
  outputs: { deadLetterQueueUrl: pulumi.Output<string>; parkedQueueUrl: pulumi.Output<string> };
}

/** The longest SQS can keep a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html. */
const MAX_RETENTION_SECONDS = 14 * 24 * 3600;

/**
 * A topic, because there may be several subscribers, and queues that keep messages. All are billed per request, and
 * nothing polls the queues: an idle event source mapping alone would make 650,000 requests per month.
 *
 * The topic is not encrypted: it keeps nothing. Its messages contain usernames and positions in a stream, no part of a
 * record; and events of SES that could not be recorded, which were published to topics before.
 */
export function createFailures(): Failures {
  const topic = new Topic("smtp-failures", { displayName: "Records ses-smtp could not process" });
  const deadLetterQueue = createQueue("smtp-dead-letters");
  const parkedQueue = createQueue("smtp-parked");
  return {
    topic,
    deadLetterQueue,
    parkedQueue,
    outputs: { deadLetterQueueUrl: deadLetterQueue.url, parkedQueueUrl: parkedQueue.url },
  };
}

function createQueue(name: string): Queue {
  return new Queue(name, { messageRetentionSeconds: MAX_RETENTION_SECONDS, sqsManagedSseEnabled: true });
}

/** What may send messages that it could not deliver to a function. */
export interface Undelivered {
  topicArns: readonly pulumi.Input<string>[];
  ruleArns: readonly pulumi.Input<string>[];
}

/**
 * Limits on the queue itself who can send to it: the processor, and SNS and EventBridge with what they could not deliver
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).
 */
export function limitDeadLetters(
  account: Account,
  { topic, deadLetterQueue }: Failures,
  { topicArns, ruleArns }: Undelivered,
  processorRoleArn: pulumi.Input<string>,
): QueuePolicy {
  const { arn, url } = deadLetterQueue;
  return new QueuePolicy("smtp-dead-letters", {
    queueUrl: url,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Topics",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn,
          Condition: { ArnEquals: { "aws:SourceArn": [topic.arn, ...topicArns] } },
        },
        {
          Sid: "Events",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn,
          Condition: { ArnEquals: { "aws:SourceArn": [...ruleArns] } },
        },
        { Sid: "Processor", ...roleStatement(account, "sqs:SendMessage", arn, [processorRoleArn]) },
      ],
    },
  });
}

/** Limits on the topic itself which roles can publish; SNS's default policy allows the whole account. */
export function limitPublishers(
  account: Account,
  { topic }: Failures,
  roleArns: pulumi.Input<string>[],
): TopicPolicy {
  return new TopicPolicy("smtp-failures", {
    arn: topic.arn,
    policy: {
      Version: "2012-10-17",
      Statement: [{ Sid: "FailingFunctions", ...roleStatement(account, "sns:Publish", topic.arn, roleArns) }],
    },
  });
}

/** Limits on the parked queue itself which roles, and which rules with events they could not deliver, can send to it. */
export function limitParking(
  account: Account,
  { parkedQueue }: Failures,
  roleArns: pulumi.Input<string>[],
  ruleArns: pulumi.Input<string>[],
): QueuePolicy {
  return new QueuePolicy("smtp-parked", {
    queueUrl: parkedQueue.url,
    policy: {
      Version: "2012-10-17",
      Statement: [
        { Sid: "Parking", ...roleStatement(account, "sqs:SendMessage", parkedQueue.arn, roleArns) },
        { Sid: "AccountEvents", ...ruleStatement(account, "sqs:SendMessage", parkedQueue.arn, ruleArns) },
      ],
    },
  });
}
