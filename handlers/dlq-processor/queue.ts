import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type Delayed, type ProcessorPorts, type QueueContent, type Received, VISIBILITY_MS } from "./ports";

/** The most that SQS receives, sends and deletes in one request. */
const MAX_BATCH = 10;

/**
 * A short poll asks some of SQS's servers, a long one all of them:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html.
 */
const LONG_POLL_SECONDS = 1;

/** The counts are approximate for up to a minute, so an empty queue is asked for a message as well. */
const VISIBLE = "ApproximateNumberOfMessages";
const NOT_VISIBLE = ["ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"] as const;
type Count = typeof VISIBLE | (typeof NOT_VISIBLE)[number];

/** What EventBridge says of an event that it could not deliver: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html. */
const TARGET = "TARGET_ARN";

/** The dead-letter queue on SQS. */
export class SqsQueue implements Queue {
  constructor(
    private readonly sqs: Pick<SQSClient, "send">,
    private readonly url: string,
  ) {}

  async look(): Promise<QueueContent> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: [VISIBLE, ...NOT_VISIBLE] }),
    );
    const isAny = (...counts: string[]) => counts.some(count => Number(Attributes[count as Count] ?? 0) > 0);
    if (isAny(VISIBLE) || (await this.poll(1, 0)).length > 0) return "now";
    return isAny(...NOT_VISIBLE) ? "later" : "nothing";
  }

  receive(): Promise<Received[]> {
    return this.poll(MAX_BATCH, VISIBILITY_MS / 1000);
  }

  async send(entries: readonly Delayed[]): Promise<void> {
    for (const batch of inBatches(entries)) {
      const { Failed = [] } = await this.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: this.url,
          Entries: batch.map(({ message, delayMs }, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify(message),
            DelaySeconds: Math.floor(delayMs / 1000),
          })),
        }),
      );
      throwFirst(Failed);
    }
  }

  async delete(handles: readonly string[]): Promise<void> {
    for (const batch of inBatches(handles)) {
      const { Failed = [] } = await this.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.url,
          Entries: batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
      throwFirst(Failed);
    }
  }

  private async poll(MaxNumberOfMessages: number, VisibilityTimeout: number): Promise<Received[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages,
        VisibilityTimeout,
        WaitTimeSeconds: LONG_POLL_SECONDS,
        MessageAttributeNames: [TARGET],
      }),
    );
    return Messages.map(({ Body = "", ReceiptHandle = "", MessageAttributes = {} }) => ({
      body: Body,
      handle: ReceiptHandle,
      target: MessageAttributes[TARGET]?.StringValue,
    }));
  }
}

type Queue = ProcessorPorts["queue"];

function inBatches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / MAX_BATCH);
  return Array.from({ length: count }, (_, index) => all.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH));
}

/** A batch that SQS answers with 200 may have failed in part. */
function throwFirst(failed: readonly { Code?: string | undefined; Message?: string | undefined }[]): void {
  const [first] = failed;
  if (first === undefined) return;
  throw new Error(`SQS refused ${failed.length} entries: ${first.Code ?? "unknown"} ${first.Message ?? ""}`);
}
