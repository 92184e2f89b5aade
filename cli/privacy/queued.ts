import type { SQSClient } from "@aws-sdk/client-sqs";
import type * as Sqs from "@aws-sdk/client-sqs";
import { receiveAll } from "../operations/messages";
import { findStackResources, type StackOptions } from "../operations/stack-resources";
import { CommandError } from "../shared/context";
import { withReadableAwsErrors } from "../shared/readable-errors";

/** A message of a queue that contains an address. */
export interface QueuedMessage {
  queue: "parked" | "waiting";
  /** As SQS assigned it. */
  id: string;
}

/** What was found, or why nobody looked. */
export type Search = { messages: QueuedMessage[] } | { notSearched: string };

const QUEUES = [
  ["parked", "parkedQueueUrl"],
  ["waiting", "deadLetterQueueUrl"],
] as const;

/**
 * Finds the queued messages that contain an address: events that could not be recorded, and wait for a retry. Receives
 * them without hiding them from anybody, and deletes nothing. Messages whose delay is not over cannot be received.
 *
 * @throws CommandError for what AWS refuses
 */
export async function findQueued(
  address: string,
  options: StackOptions,
  sqs: Pick<SQSClient, "send"> = client(),
): Promise<Search> {
  let urls: Awaited<ReturnType<typeof findStackResources<"parkedQueueUrl" | "deadLetterQueueUrl">>>;
  try {
    urls = await findStackResources(options, ["parkedQueueUrl", "deadLetterQueueUrl"]);
  } catch (error) {
    if (error instanceof CommandError) return { notSearched: error.message };
    throw error;
  }
  const found: QueuedMessage[] = [];
  for (const [queue, name] of QUEUES) {
    const messages = await withReadableAwsErrors({}, () => receiveAll(sqs, urls[name], 0));
    found.push(...messages.filter(({ body }) => mentions(body, address)).map(({ id }) => ({ queue, id })));
  }
  return { messages: found };
}

/** The SDK takes time to load. */
function client(): SQSClient {
  const { SQSClient: Client } = require("@aws-sdk/client-sqs") as typeof Sqs;
  return new Client({});
}

/** Of a longer address, of which this one is a part. Others that an address may have also surround one in a text. */
const LONGER = "[\\p{L}\\p{N}._+-]";

/** Messages are JSON in JSON: each level escapes the one within. */
export function mentions(body: string, address: string): boolean {
  const plain = body
    .replaceAll(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\+[nrt]/g, " ")
    .replaceAll("\\", "");
  const literal = address.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return new RegExp(`(?<!${LONGER})${literal}(?!${LONGER}*[\\p{L}\\p{N}])`, "iu").test(plain);
}
