import { CREDENTIAL_PK, usernameOf } from "../../records/keys";

/** The fields used of a DynamoDB stream record; keys are there whatever the stream's view type. */
export interface StreamRecord {
  eventID?: string;
  dynamodb?: {
    SequenceNumber?: string;
    Keys?: Record<string, { S?: string } | undefined>;
  };
}

/** A username to look at, and the stream records that said so. */
export interface Notice {
  username: string;
  /** The id of its first record: the same when Lambda delivers it again. */
  eventId: string | undefined;
  sequenceNumbers: string[];
}

/** A stream record only says which username to look at; several of one username are one notice. */
export function readNotices(records: readonly StreamRecord[]): Notice[] {
  const notices = new Map<string, Notice>();
  for (const { eventID, dynamodb } of records) {
    if (dynamodb?.Keys?.PK?.S !== CREDENTIAL_PK) continue;
    const username = usernameOf(dynamodb.Keys.SK?.S ?? "");
    if (username === undefined) continue;
    const notice = notices.get(username) ?? { username, eventId: eventID, sequenceNumbers: [] };
    if (dynamodb.SequenceNumber !== undefined) notice.sequenceNumbers.push(dynamodb.SequenceNumber);
    notices.set(username, notice);
  }
  return [...notices.values()];
}
