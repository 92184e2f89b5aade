import { CREDENTIAL_PK, credentialKey, usernameOf } from "../../records/keys";
import type { StreamOrigin } from "./manager-event";

/** An operation on one credential that failed, as a message of the dead-letter queue and of the parked queue. */
export interface DlqMessage {
  originalEvent: OriginalEvent;
  /** The name of the error. */
  errorType: string;
  errorMessage: string;
  /** How often it was retried since it first failed. */
  retryCount: number;
  /** When it first failed; ISO 8601. */
  timestamp: string;
}

/**
 * The part that is kept of the DynamoDB stream record that started the operation: keys, and nothing else of the
 * record.
 */
interface OriginalEvent {
  /** The correlation id of everything that followed: an API request's, or else the stream record's. */
  eventID: string;
  /** INSERT, MODIFY or REMOVE; absent if no stream record started it, or it is unknown which one did. */
  eventName?: string;
  dynamodb: {
    Keys: { PK: { S: string }; SK: { S: string } };
    SequenceNumber?: string;
  };
}

/** Error texts are cut to this length: SQS and SNS limit messages, and people read them. */
const MAX_ERROR_LENGTH = 1_024;

/** The operation on `username`, and how it failed. */
export function dlqMessage(
  username: string,
  correlationId: string,
  origin: StreamOrigin | undefined,
  failed: Omit<DlqMessage, "originalEvent">,
): DlqMessage {
  const { PK, SK } = credentialKey(username);
  return {
    originalEvent: {
      eventID: correlationId,
      ...(origin === undefined ? {} : { eventName: origin.eventName }),
      dynamodb: {
        Keys: { PK: { S: PK }, SK: { S: SK } },
        ...(origin === undefined ? {} : { SequenceNumber: origin.sequenceNumber }),
      },
    },
    errorType: shortened(failed.errorType),
    errorMessage: shortened(failed.errorMessage),
    retryCount: failed.retryCount,
    timestamp: failed.timestamp,
  };
}

export function usernameIn({ originalEvent }: DlqMessage): string {
  return usernameOf(originalEvent.dynamodb.Keys.SK.S) ?? "";
}

/** The stream record of {@link dlqMessage} again. */
export function originIn(message: DlqMessage): StreamOrigin | undefined {
  const { eventName, dynamodb } = message.originalEvent;
  const { SequenceNumber: sequenceNumber } = dynamodb;
  if (eventName === undefined || sequenceNumber === undefined) return undefined;
  return { username: usernameIn(message), eventName, sequenceNumber };
}

/**
 * Reads a message, including one written by a person: what counts is that it names a username. Everything else is for
 * its story, and gets a default where it is missing or of another type.
 *
 * @param value parsed JSON
 * @param now for a message without a time; ISO 8601
 * @returns undefined if it names no username
 */
export function readDlqMessage(value: unknown, now: string): DlqMessage | undefined {
  const { originalEvent, errorType, errorMessage, retryCount, timestamp } = fields(value);
  const { eventID, eventName, dynamodb } = fields(originalEvent);
  const { Keys, SequenceNumber } = fields(dynamodb);
  const { PK, SK } = fields(Keys);
  const username = usernameOf(text(fields(SK).S) ?? "");
  if (fields(PK).S !== CREDENTIAL_PK || username === undefined) return undefined;
  const [name, sequenceNumber] = [text(eventName), text(SequenceNumber)];
  return dlqMessage(
    username,
    text(eventID) ?? "none",
    name !== undefined && sequenceNumber !== undefined
      ? { username, eventName: name, sequenceNumber }
      : undefined,
    {
      errorType: text(errorType) ?? "Unknown",
      errorMessage: text(errorMessage) ?? "",
      retryCount: Number.isSafeInteger(retryCount) && Number(retryCount) >= 0 ? Number(retryCount) : 0,
      timestamp: timeOf(timestamp) ?? now,
    },
  );
}

function timeOf(value: unknown): string | undefined {
  const time = Date.parse(text(value) ?? "");
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function shortened(value: string): string {
  return value.length > MAX_ERROR_LENGTH ? `${value.slice(0, MAX_ERROR_LENGTH - 1)}…` : value;
}
