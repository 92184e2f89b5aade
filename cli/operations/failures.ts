import type { SQSClient } from "@aws-sdk/client-sqs";
import {
  deleteMessage,
  type FailedOperation,
  HANDLING_SECONDS,
  operationsIn,
  type QueuedMessage,
  receiveAll,
  releaseMessage,
  remedyFor,
} from "./messages";
import type { RetryResult } from "./retry-parked";
import type { StackResources } from "./stack-resources";

/** What both queues hold now. */
export interface Queues {
  /** For an operator. */
  parked: QueuedMessage[];
  /** For their next retry; those with a delay appear once it is over. */
  waiting: QueuedMessage[];
}

type QueueUrls = Pick<StackResources, "parkedQueueUrl" | "deadLetterQueueUrl">;

/** Changes nothing. */
export async function readQueues(
  sqs: Pick<SQSClient, "send">,
  { parkedQueueUrl, deadLetterQueueUrl }: QueueUrls,
): Promise<Queues> {
  const [parked, waiting] = await Promise.all([
    receiveAll(sqs, parkedQueueUrl, 0),
    receiveAll(sqs, deadLetterQueueUrl, 0),
  ]);
  return { parked, waiting };
}

/** The operations that are parked, then those that wait for a retry. Changes nothing. */
export async function readFailures(
  sqs: Pick<SQSClient, "send">,
  urls: QueueUrls,
): Promise<FailedOperation[]> {
  const { parked, waiting } = await readQueues(sqs, urls);
  return [
    ...parked.flatMap(message => operationsIn("parked", message)),
    ...waiting.flatMap(message => operationsIn("waiting", message)),
  ];
}

/** The parked messages that no retry can help. */
export async function readUnparsed(
  sqs: Pick<SQSClient, "send">,
  parkedQueueUrl: string,
): Promise<QueuedMessage[]> {
  return (await receiveAll(sqs, parkedQueueUrl, 0)).filter(message => remedyFor(message) === undefined);
}

/** Deletes only messages that were shown: others may have arrived since. @returns how many */
export async function discardMessages(
  sqs: Pick<SQSClient, "send">,
  queueUrl: string,
  ids: ReadonlySet<string>,
): Promise<number> {
  let discarded = 0;
  for (const message of await receiveAll(sqs, queueUrl, HANDLING_SECONDS)) {
    if (!ids.has(message.id)) {
      await releaseMessage(sqs, queueUrl, message);
      continue;
    }
    await deleteMessage(sqs, queueUrl, message);
    discarded++;
  }
  return discarded;
}

/** What a retry did, in a sentence or two. @param discard how the reader deletes what cannot be parsed */
export function retryText({ retried, recorded, left, notParsed }: RetryResult, discard: string): string {
  const events = recorded === 0 ? "" : ` ${recorded} with events of SES.`;
  const text = `${retried.length} retried: ${retried.join(", ") || "none"}.${events} ${left} left.`;
  if (notParsed === 0) return text;
  const which = notParsed === left ? "" : `${notParsed} of these `;
  return `${text}\n${which || (notParsed === 1 ? "It " : "They ")}cannot be parsed: ${discard}.`;
}
