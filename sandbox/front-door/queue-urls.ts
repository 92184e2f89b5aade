import type { FrontDoorRequest } from "./request";

/** Actions whose answer names queues by their address. */
const NAMING = new Set(["CreateQueue", "GetQueueUrl", "ListQueues", "ListDeadLetterSourceQueues"]);

export function namesQueues({ service, action }: FrontDoorRequest): boolean {
  return service === "sqs" && NAMING.has(action);
}

/**
 * Queue addresses at the front door: an SDK sends a message to the address of its queue, wherever its endpoint is,
 * and the emulator's own would lead past faults and the call log.
 */
export function queuesAtDoor({ headers }: FrontDoorRequest, body: string): string {
  return body.replace(/https?:\/\/[^/"<]+(?=\/\d{12}\/)/g, `http://${headers.host ?? "localhost"}`);
}
