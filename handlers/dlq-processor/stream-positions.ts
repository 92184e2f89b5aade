import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { changedRules } from "../shared/rule-records";
import { type ChangedUsername, groupByUsername, type StreamRecord } from "../shared/stream-records";
import type { StreamPositions } from "./failure-reports";

/** Pages of up to 1,000 records; some are empty. Lambda's batches have up to 100 records. */
const MAX_PAGES = 10;

/** What discarded stream records were about. */
export interface Discarded {
  usernames: ChangedUsername[];
  /** Patterns of receiving rules. */
  rules: string[];
}

/**
 * What discarded stream records were about. A stream keeps its records for 24 hours.
 *
 * @returns undefined if it no longer has the first, or the last was not found
 * @throws AWS's error
 */
export async function readPositions(
  streams: Pick<DynamoDBStreamsClient, "send">,
  { streamArn, shardId, startSequenceNumber, endSequenceNumber }: StreamPositions,
): Promise<Discarded | undefined> {
  const iterator = await streams
    .send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ShardIteratorType: "AT_SEQUENCE_NUMBER",
        SequenceNumber: startSequenceNumber,
      }),
    )
    .catch(undefinedIfTrimmed);
  const end = BigInt(endSequenceNumber);
  const records: StreamRecord[] = [];
  let next = iterator?.ShardIterator;
  for (let page = 0; page < MAX_PAGES && next !== undefined; page++) {
    const { Records = [], NextShardIterator } = await streams.send(
      new GetRecordsCommand({ ShardIterator: next }),
    );
    for (const record of Records as StreamRecord[]) {
      const position = BigInt(record.dynamodb?.SequenceNumber ?? 0);
      if (position <= end) records.push(record);
      if (position >= end)
        return { usernames: groupByUsername(records), rules: changedRules(records)?.patterns ?? [] };
    }
    next = NextShardIterator;
  }
  return undefined;
}

/** Older than 24 hours, or of a stream that was disabled and is gone. */
function undefinedIfTrimmed(error: unknown): undefined {
  const gone = ["TrimmedDataAccessException", "ResourceNotFoundException"];
  if (error instanceof Error && gone.includes(error.name)) return undefined;
  throw error;
}
