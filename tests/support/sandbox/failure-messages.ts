import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** What every message that Lambda sends to an on-failure destination has. */
interface Failure {
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: string;
    approximateInvokeCount: number;
  };
  responseContext?: { statusCode: number; executedVersion: string; functionError: string | null };
  version: string;
  timestamp: string;
}

/**
 * The message that Lambda sends when it discards records of a DynamoDB stream:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.
 */
export interface StreamFailure extends Failure {
  DDBStreamBatchInfo: {
    shardId: string;
    startSequenceNumber: string;
    endSequenceNumber: string;
    approximateArrivalOfFirstRecord: string;
    approximateArrivalOfLastRecord: string;
    batchSize: number;
    streamArn: string;
  };
}

export function isStreamFailure(failure: object): failure is StreamFailure {
  return "DDBStreamBatchInfo" in failure;
}

/** Receives and deletes all messages currently in a queue; their bodies are JSON. */
export async function receiveAll(sqs: SQSClient, QueueUrl: string): Promise<object[]> {
  const bodies: object[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body) as object);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

/** The bodies of the messages that can be received now, which stay where they are. */
export async function peek(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const bodies = new Map<string, string>();
  // With a visibility timeout of 0, the same messages are received again and again.
  for (let empty = 0; empty < 3;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    const fresh = Messages.filter(({ MessageId = "" }) => !bodies.has(MessageId));
    for (const { MessageId = "", Body = "" } of fresh) bodies.set(MessageId, Body);
    empty = fresh.length === 0 ? empty + 1 : 0;
  }
  return [...bodies.values()];
}
