import type { StreamRecord } from "../../../handlers/shared/stream-records";
import { DAY_MS } from "../../../records/rotation";
import type { Write } from "./dynamodb";
import { serviceError } from "./errors";
import type { VirtualTime } from "./virtual-time";

export const STREAM_ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/mail/stream/1";

/** Sequence numbers of the first record, and so on; real ones are as long. */
const FIRST = 100000000000000000000n;

/** A table's stream of view type KEYS_ONLY, in one shard. It keeps its records for 24 hours. */
export class StreamModel {
  private readonly records: { at: number; record: StreamRecord }[] = [];

  constructor(private readonly time: VirtualTime) {}

  append({ key: { PK, SK }, before, after }: Write): StreamRecord {
    const index = this.records.length;
    const record: StreamRecord = {
      eventID: `event-${index}`,
      eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
      dynamodb: { SequenceNumber: String(FIRST + BigInt(index)), Keys: { PK: { S: PK }, SK: { S: SK } } },
    };
    this.records.push({ at: this.time.running, record });
    return record;
  }

  /** The calls of an SDK's client. */
  call(operation: string, input: Readonly<Record<string, unknown>>): unknown {
    if (operation === "GetShardIterator") {
      const index = Number(BigInt(String(input.SequenceNumber)) - FIRST);
      const found = this.records[index];
      if (found === undefined || this.time.running - found.at > DAY_MS)
        throw serviceError("TrimmedDataAccessException", "The record is beyond the trim horizon.");
      return { ShardIterator: String(index) };
    }
    if (operation !== "GetRecords") throw new Error(`The model has no Streams ${operation}.`);
    const from = Number(input.ShardIterator);
    const page = this.records.slice(from, from + 1_000).map(({ record }) => record);
    return { Records: page, NextShardIterator: String(from + page.length) };
  }
}
