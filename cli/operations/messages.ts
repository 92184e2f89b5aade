import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { parseReports } from "../../handlers/dlq-processor/failure-reports";
import { type DlqMessage, originIn, usernameIn } from "../../handlers/shared/dlq-message";
import type { ManagerEvent } from "../../handlers/shared/manager-event";
import type { RetriedMessages } from "../../handlers/shared/recorder-event";

/** What a message of one of the two queues is about. */
export interface FailedOperation {
  queue: "parked" | "waiting";
  /** Undefined if the message does not name one. */
  username?: string;
  errorType: string;
  errorMessage: string;
  retryCount?: number;
  /** ISO 8601. */
  firstFailedAt?: string;
}

/** A message in SQS. */
export interface QueuedMessage {
  id: string;
  body: string;
  handle: string;
}

/** How much of a message is shown that cannot be parsed. */
const MAX_SHOWN = 200;

/**
 * SQS queries some of its servers at a time: after this many rounds without new messages, all are assumed to be seen.
 */
const MAX_EMPTY_ROUNDS = 3;

/** More than a person reads; the rest appears once these are handled. */
const MAX_MESSAGES = 2_000;

/** Long enough to act on all of them; those that stay are made visible again at once. */
export const HANDLING_SECONDS = 60;

/**
 * The messages that can be received now, each once.
 *
 * @param visibilitySeconds how long they are hidden from other receivers; 0 changes nothing
 */
export async function receiveAll(
  sqs: Pick<SQSClient, "send">,
  QueueUrl: string,
  visibilitySeconds: number,
): Promise<QueuedMessage[]> {
  const found = new Map<string, QueuedMessage>();
  for (let empty = 0; empty < MAX_EMPTY_ROUNDS && found.size < MAX_MESSAGES;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: visibilitySeconds,
        WaitTimeSeconds: 1,
      }),
    );
    const fresh = Messages.filter(({ MessageId = "" }: Message) => !found.has(MessageId));
    for (const { MessageId = "", Body = "", ReceiptHandle = "" } of fresh)
      found.set(MessageId, { id: MessageId, body: Body, handle: ReceiptHandle });
    empty = fresh.length === 0 ? empty + 1 : 0;
  }
  return [...found.values()];
}

export async function deleteMessage(
  sqs: Pick<SQSClient, "send">,
  QueueUrl: string,
  { handle }: QueuedMessage,
): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handle }));
}

/** Lets others receive it again at once. */
export async function releaseMessage(
  sqs: Pick<SQSClient, "send">,
  QueueUrl: string,
  { handle }: QueuedMessage,
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: handle, VisibilityTimeout: 0 }),
  );
}

/** The story of a message. */
export function operationsIn(queue: FailedOperation["queue"], { body }: QueuedMessage): FailedOperation[] {
  return parseReports(body, new Date().toISOString()).flatMap((report): FailedOperation[] => {
    switch (report.kind) {
      case "operations":
        return report.messages.map(message => ({
          queue,
          username: usernameIn(message),
          errorType: message.errorType,
          errorMessage: message.errorMessage,
          retryCount: message.retryCount,
          firstFailedAt: message.timestamp,
        }));
      case "positions":
      case "routine": {
        const { errorType, errorMessage, timestamp } = report.failed;
        return [{ queue, errorType, errorMessage, firstFailedAt: timestamp }];
      }
      case "feedback": {
        const { messages, errorType, errorMessage, retryCount, timestamp } = report.feedback;
        const what = messages.length === 1 ? "an event of SES" : `${messages.length} events of SES`;
        return [
          {
            queue,
            errorType,
            errorMessage: `${what} not recorded: ${errorMessage}`,
            retryCount,
            firstFailedAt: timestamp,
          },
        ];
      }
      case "poison":
        return [{ queue, errorType: `It ${report.problem}`, errorMessage: body.slice(0, MAX_SHOWN) }];
    }
  });
}

/** How to retry a message. */
export interface Remedy {
  /** For the manager. */
  events: ManagerEvent[];
  sweep: boolean;
  /** For the recorder. */
  recordings: RetriedMessages[];
}

/**
 * How to retry a message's operations: events for the manager or the recorder, or a sweep.
 *
 * @returns undefined if the message, or a part of it, cannot be parsed
 */
export function remedyFor({ body }: QueuedMessage): Remedy | undefined {
  const reports = parseReports(body, new Date().toISOString());
  if (reports.some(({ kind }) => kind === "poison")) return undefined;
  return {
    events: reports.flatMap(report => (report.kind === "operations" ? report.messages.map(eventOf) : [])),
    sweep: reports.some(({ kind }) => kind === "positions" || kind === "routine"),
    recordings: reports.flatMap(report => {
      if (report.kind !== "feedback") return [];
      const { messages, timestamp: firstFailedAt } = report.feedback;
      return [{ messages, retryCount: 1, firstFailedAt }];
    }),
  };
}

/** The retry count starts over, because an operator has acted. */
function eventOf(message: DlqMessage): ManagerEvent {
  const origin = originIn(message);
  return {
    usernames: [usernameIn(message)],
    cause: "failures-retry",
    correlationId: message.originalEvent.eventID,
    retryCount: 1,
    firstFailedAt: message.timestamp,
    ...(origin !== undefined && { origins: [origin] }),
  };
}
