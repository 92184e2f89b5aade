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

/**
 * The message that Lambda sends when it discards an asynchronous event:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.
 */
export interface EventFailure extends Failure {
  requestPayload: unknown;
  responsePayload?: { errorType?: string; errorMessage?: string };
}

export function isStreamFailure(failure: object): failure is StreamFailure {
  return "DDBStreamBatchInfo" in failure;
}

export function isEventFailure(failure: object): failure is EventFailure {
  return "requestPayload" in failure;
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
