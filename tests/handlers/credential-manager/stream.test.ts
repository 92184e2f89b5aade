import { expect } from "chai";
import { readNotices, type StreamRecord } from "../../../handlers/credential-manager/stream";

function record(pk: string, sk: string, n: string): StreamRecord {
  return { eventID: `event-${n}`, dynamodb: { SequenceNumber: n, Keys: { PK: { S: pk }, SK: { S: sk } } } };
}

describe("stream records", () => {
  it("of one username are one notice, named by the first", () => {
    const records = [
      record("SMTP_USER", "USER#a", "1"),
      record("SMTP_USER", "USER#b", "2"),
      record("SMTP_USER", "USER#a", "3"),
    ];
    expect(readNotices(records)).to.deep.equal([
      { username: "a", eventId: "event-1", sequenceNumbers: ["1", "3"] },
      { username: "b", eventId: "event-2", sequenceNumbers: ["2"] },
    ]);
  });

  it("of other items of the table say nothing, nor do those without keys", () => {
    const others = [
      record("SMTP_LEASE", "USER#a", "1"),
      record("SMTP_USER", "NOTE#a", "2"),
      {},
      { dynamodb: {} },
    ];
    expect(readNotices(others)).to.deep.equal([]);
  });
});
