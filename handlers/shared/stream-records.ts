import { CREDENTIAL_PK, HOLD_PK, usernameOf } from "../../records/keys";
import type { StreamOrigin } from "./manager-event";

/** The fields used of a DynamoDB stream record; it has its keys whatever the stream's view type. */
export interface StreamRecord {
  eventID?: string;
  eventName?: string;
  dynamodb?: {
    SequenceNumber?: string;
    /**
     * To the second (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html): seconds
     * since 1970 in an event, a date from the SDK.
     */
    ApproximateCreationDateTime?: number | Date;
    Keys?: Record<string, { S?: string } | undefined>;
  };
}

/** A username to reconcile, and the stream records about it. */
export interface ChangedUsername {
  username: string;
  /** The id of its first record: the same when Lambda delivers it again. */
  eventId: string | undefined;
  sequenceNumbers: string[];
  /** Its hold changed: the login may have to be stopped, whatever its record says. */
  held: boolean;
  /** The first of them, which a failure report shows. */
  origin: StreamOrigin | undefined;
}

/** The usernames whose records or holds a batch of stream records is about, each once. Other items of the table are ignored. */
export function groupByUsername(records: readonly StreamRecord[]): ChangedUsername[] {
  const changes = new Map<string, ChangedUsername>();
  for (const { eventID, eventName, dynamodb } of records) {
    const partition = dynamodb?.Keys?.PK?.S ?? "";
    if (partition !== CREDENTIAL_PK && partition !== HOLD_PK) continue;
    const username = usernameOf(dynamodb?.Keys?.SK?.S ?? "");
    if (username === undefined) continue;
    const sequenceNumber = dynamodb?.SequenceNumber;
    const change = changes.get(username) ?? {
      username,
      eventId: eventID,
      sequenceNumbers: [],
      held: false,
      origin:
        eventName === undefined || sequenceNumber === undefined
          ? undefined
          : { username, eventName, sequenceNumber, ...changedAt(dynamodb?.ApproximateCreationDateTime) },
    };
    change.held ||= partition === HOLD_PK;
    if (sequenceNumber !== undefined) change.sequenceNumbers.push(sequenceNumber);
    changes.set(username, change);
  }
  return [...changes.values()];
}

function changedAt(created: number | Date | undefined): Pick<StreamOrigin, "changedAt"> {
  if (created === undefined) return {};
  const date = typeof created === "number" ? new Date(created * 1000) : created;
  return { changedAt: date.toISOString() };
}
