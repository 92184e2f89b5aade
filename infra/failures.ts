import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "@pulumi/aws/iam";
import { Topic, TopicPolicy, TopicSubscription } from "@pulumi/aws/sns";
import { Queue, QueuePolicy } from "@pulumi/aws/sqs";

/** Where a stream record goes that failed after its last retry, and would otherwise be dropped in silence. */
export interface Failures {
  topic: Topic;
  deadLetterQueue: Queue;
  /** From here on a failure is kept: what sends failures waits for it. */
  subscription: TopicSubscription;
}

/** The longest that SQS keeps a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html. */
const LONGEST_RETENTION_SECONDS = 14 * 24 * 3600;

/**
 * A topic, for more than one may want to hear of a failure, and a queue that keeps what it said. Both are paid by
 * request, and nothing polls the queue: an idle event source mapping alone would make 650,000 requests a month.
 *
 * The topic is not encrypted: what passes through it names positions in a stream, and nothing of a record.
 */
export function createFailures(): Failures {
  const topic = new Topic("smtp-failures", { displayName: "Records that ses-smtp could not follow" });
  const deadLetterQueue = new Queue("smtp-dead-letters", {
    messageRetentionSeconds: LONGEST_RETENTION_SECONDS,
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
      rawMessageDelivery: true, // Lambda's own JSON, without SNS's around it
    },
    { dependsOn: [queuePolicy] }, // without it, SNS cannot deliver
  );
  return { topic, deadLetterQueue, subscription };
}

/**
 * What a function's role needs for the on-failure destination of its stream, which Lambda reaches in the role's
 * name: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.
 */
export function failureStatement({ topic }: Failures): PolicyStatement {
  return { Sid: "Failures", Effect: "Allow", Action: "sns:Publish", Resource: topic.arn };
}

/** Says on the topic itself who publishes to it; SNS's own policy would leave that to the whole account. */
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
