import { expect } from "chai";
import { groupByUsername, type StreamRecord } from "../../../handlers/shared/stream-records";

function record(pk: string, sk: string, n: string): StreamRecord {
  return {
    eventID: `event-${n}`,
    eventName: "MODIFY",
    dynamodb: { SequenceNumber: n, Keys: { PK: { S: pk }, SK: { S: sk } } },
  };
}

function origin(username: string, sequenceNumber: string) {
  return { username, eventName: "MODIFY", sequenceNumber };
}

describe("stream records", () => {
  it("about one username are one entry, named by the first, which knows whether the hold changed", () => {
    const records = [
      record("SMTP_USER", "USER#a", "1"),
      record("SMTP_USER", "USER#b", "2"),
      record("SMTP_USER", "USER#a", "3"),
      record("SMTP_HOLD", "USER#b", "4"),
    ];
    expect(groupByUsername(records)).to.deep.equal([
      {
        username: "a",
        eventId: "event-1",
        sequenceNumbers: ["1", "3"],
        held: false,
        origin: origin("a", "1"),
      },
      {
        username: "b",
        eventId: "event-2",
        sequenceNumbers: ["2", "4"],
        held: true,
        origin: origin("b", "2"),
      },
    ]);
  });

  it("say when the record was changed, as far as DynamoDB says it", () => {
    const at = { ...record("SMTP_USER", "USER#a", "1") };
    at.dynamodb = { ...at.dynamodb, ApproximateCreationDateTime: 1_795_780_800 };
    const [first] = groupByUsername([at, record("SMTP_USER", "USER#a", "2")]);
    expect(first?.origin).to.deep.equal({ ...origin("a", "1"), changedAt: "2026-11-27T12:00:00.000Z" });
  });

  it("about other items of the table, or without keys, are ignored", () => {
    const others = [
      record("SMTP_LEASE", "USER#a", "1"),
      record("SMTP_USER", "NOTE#a", "2"),
      {},
      { dynamodb: {} },
    ];
    expect(groupByUsername(others)).to.deep.equal([]);
  });
});
