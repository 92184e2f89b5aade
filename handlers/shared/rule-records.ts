import { patternOfRule } from "../../records/receiving-rules";
import type { StreamRecord } from "./stream-records";

/** Receiving rules to look at, and the stream records about them. */
export interface ChangedRules {
  /** Each once. */
  patterns: string[];
  /** The id of the first record: the same when Lambda delivers it again. */
  eventId: string | undefined;
  sequenceNumbers: string[];
}

/** The receiving rules that a batch of stream records is about. @returns undefined if there are none */
export function changedRules(records: readonly StreamRecord[]): ChangedRules | undefined {
  const about = records.flatMap(({ eventID, dynamodb }) => {
    const key = { PK: dynamodb?.Keys?.PK?.S ?? "", SK: dynamodb?.Keys?.SK?.S ?? "" };
    const pattern = patternOfRule(key);
    return pattern === undefined ? [] : [{ pattern, eventID, sequenceNumber: dynamodb?.SequenceNumber }];
  });
  if (about.length === 0) return undefined;
  return {
    patterns: [...new Set(about.map(({ pattern }) => pattern))],
    eventId: about[0]?.eventID,
    sequenceNumbers: about.flatMap(({ sequenceNumber }) => sequenceNumber ?? []),
  };
}
