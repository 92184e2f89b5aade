import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/**
 * Sends a message to the parked queue, where it waits for an operator: nothing retries it automatically.
 *
 * @param body at most 1 MiB:
 *   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 * @throws AWS's error; the message may have been sent nevertheless
 */
export async function park(sqs: Pick<SQSClient, "send">, queueUrl: string, body: string): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
}
