import { expect } from "chai";
import fc from "fast-check";
import { parseReports } from "../../../handlers/dlq-processor/failure-reports";

const NOW = "2026-11-26T12:00:00.000Z";
const EARLIER = "2026-11-26T11:00:00.000Z";

const EVENT = { usernames: ["john.doe"], cause: "stream", correlationId: "id-1", retryCount: 3 };
const FAILED_EVENT = {
  version: "1.0",
  timestamp: EARLIER,
  requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
  requestPayload: EVENT,
  responsePayload: { errorType: "AccessDeniedException", errorMessage: "no" },
};
const POSITIONS = {
  streamArn: "arn:aws:dynamodb:eu-central-1:123456789012:table/mail/stream/1",
  shardId: "shardId-1",
  startSequenceNumber: "100",
  endSequenceNumber: "200",
};
const FAILED_BATCH = {
  timestamp: EARLIER,
  requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 100 },
  DDBStreamBatchInfo: { ...POSITIONS, batchSize: 2 },
};
const MESSAGE = {
  originalEvent: {
    eventID: "id-1",
    eventName: "MODIFY",
    dynamodb: { Keys: { PK: { S: "SMTP_USER" }, SK: { S: "USER#john.doe" } }, SequenceNumber: "7" },
  },
  errorType: "AccessDeniedException",
  errorMessage: "no",
  retryCount: 3,
  timestamp: EARLIER,
};

const read = (value: unknown) => parseReports(JSON.stringify(value), NOW);
const messagesIn = (value: unknown) =>
  read(value).flatMap(report => (report.kind === "operations" ? report.messages : []));

describe("what arrives at the processor", () => {
  it("is a DLQMessage as it was written", () => {
    expect(messagesIn(MESSAGE)).to.deep.equal([MESSAGE]);
  });

  it("is an event of SES, however it was not recorded", () => {
    const ses = { eventType: "Bounce", mail: { messageId: "1" }, bounce: {} };
    const text = JSON.stringify(ses);
    const feedbackIn = (value: unknown) => {
      const [report, ...more] = read(value);
      expect(more).to.deep.equal([]);
      return report?.kind === "feedback" ? report.feedback : report;
    };
    const undelivered = { errorType: "Undelivered", retryCount: 0, timestamp: NOW, messages: [text] };
    // from the redrive queue of a subscription, and from a target of a rule
    expect(feedbackIn({ Type: "Notification", Message: text })).to.deep.include(undelivered);
    expect(feedbackIn({ source: "aws.ses", "detail-type": "Email Bounced", detail: ses })).to.deep.include(
      undelivered,
    );
    expect(feedbackIn({ ...ses, eventType: undefined, notificationType: "Bounce" })).to.include({
      retryCount: 0,
    });
    // from the recorder's on-failure destination, invoked by SNS, by EventBridge, and by the processor
    const failed = { ...FAILED_EVENT, requestPayload: { Records: [{ Sns: { Message: text } }] } };
    expect(feedbackIn(failed)).to.deep.include({ messages: [text] });
    expect(
      feedbackIn({ ...FAILED_EVENT, requestPayload: { source: "aws.ses", detail: ses } }),
    ).to.deep.include({
      messages: [text],
      errorType: "AccessDeniedException",
      timestamp: EARLIER,
    });
    const retried = { messages: [text], retryCount: 4, firstFailedAt: "2026-11-26T09:00:00.000Z" };
    const again = { ...FAILED_EVENT, requestPayload: retried };
    const kept = {
      messages: [text],
      retryCount: 4,
      timestamp: "2026-11-26T09:00:00.000Z",
      errorType: "AccessDeniedException",
      errorMessage: "no",
    };
    expect(feedbackIn(again)).to.deep.equal(kept);
    expect(feedbackIn(kept)).to.deep.equal(kept); // as it waits in the queue
  });

  it("is a DLQMessage that a person wrote, of which only the username counts", () => {
    const { Keys } = MESSAGE.originalEvent.dynamodb;
    const byHand = { originalEvent: { dynamodb: { Keys } }, retryCount: "3", timestamp: "yesterday" };
    expect(messagesIn(byHand)).to.deep.equal([
      {
        originalEvent: { eventID: "none", dynamodb: { Keys } },
        errorType: "Unknown",
        errorMessage: "",
        retryCount: 0,
        timestamp: NOW,
      },
    ]);
  });

  it("is the manager's failed event, which becomes a message with the five fields for each username", () => {
    const origins = [{ username: "john.doe", eventName: "MODIFY", sequenceNumber: "7" }];
    expect(messagesIn({ ...FAILED_EVENT, requestPayload: { ...EVENT, origins } })).to.deep.equal([MESSAGE]);
    const usernames = ["a", "b", "c"];
    const keys = messagesIn({ ...FAILED_EVENT, requestPayload: { ...EVENT, usernames } }).map(
      ({ originalEvent }) => originalEvent.dynamodb.Keys.SK.S,
    );
    expect(keys).to.deep.equal(["USER#a", "USER#b", "USER#c"]);
  });

  it("tells when it failed first, however often it was tried since", () => {
    const firstFailedAt = "2026-11-26T01:00:00.000Z";
    expect(
      messagesIn({ ...FAILED_EVENT, requestPayload: { ...EVENT, firstFailedAt } }).map(
        ({ timestamp }) => timestamp,
      ),
    ).to.deep.equal([firstFailedAt]);
  });

  it("tells why Lambda gave up, where the function did not answer", () => {
    const { responsePayload, ...unanswered } = FAILED_EVENT;
    expect(responsePayload).to.be.an("object");
    expect(messagesIn(unanswered)[0]).to.include({
      errorType: "RetriesExhausted",
      errorMessage: "Lambda gave up after 3 tries (RetriesExhausted)",
    });
  });

  it("is the dispatcher's positions in the stream", () => {
    expect(read(FAILED_BATCH)).to.deep.equal([
      {
        kind: "positions",
        positions: POSITIONS,
        failed: {
          errorType: "RetryAttemptsExhausted",
          errorMessage: "Lambda gave up after 100 tries (RetryAttemptsExhausted)",
          retryCount: 0,
          timestamp: EARLIER,
        },
      },
    ]);
  });

  it("is any of these in a message of SNS, in a failure of the processor's own, or undelivered by Scheduler", () => {
    const Message = JSON.stringify(FAILED_EVENT);
    const [plain] = read(FAILED_EVENT);
    expect(read({ Type: "Notification", MessageId: "1", Message })).to.deep.equal([plain]);
    const own = {
      ...FAILED_EVENT,
      requestPayload: { Records: [{ Sns: { Message } }, { Sns: { Message } }] },
    };
    expect(read(own)).to.deep.equal([plain, plain]);
    const undelivered = {
      FunctionName: "arn:aws:lambda:…",
      InvocationType: "Event",
      Payload: JSON.stringify(EVENT),
    };
    expect(messagesIn(undelivered)[0]).to.deep.include({ errorType: "Undelivered", retryCount: 3 });
  });

  it("is a drain, a sweep or an examination that failed, after which the next does the same", () => {
    for (const requestPayload of [
      { drain: "daily" },
      { sweep: { cause: "daily" } },
      { examine: { usernames: ["jane"] } },
    ])
      expect(read({ ...FAILED_EVENT, requestPayload }).map(({ kind }) => kind)).to.deep.equal(["routine"]);
  });

  for (const [what, text] of [
    ["that is not JSON", "{"],
    ["of 250 kB that is not JSON", "x".repeat(250_000)],
    ["that names no username", JSON.stringify({ hello: "world" })],
    ["about another item", JSON.stringify(MESSAGE).replace("SMTP_USER", "EMAIL_CONFIG")],
    ["with an event that is none", JSON.stringify({ ...FAILED_EVENT, requestPayload: { usernames: [] } })],
    [
      "with positions that are none",
      JSON.stringify({ DDBStreamBatchInfo: { ...POSITIONS, endSequenceNumber: "x" } }),
    ],
    ["that is null", "null"],
    ["that is empty", ""],
  ] as const) {
    it(`is poison if it is something ${what}`, () => {
      expect(parseReports(text, NOW).map(({ kind }) => kind)).to.deep.equal(["poison"]);
    });
  }

  it("is read whatever it is, and an error's text is kept short", () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(parseReports(text, NOW)).to.have.lengthOf.at.least(1);
      }),
    );
    const [message] = messagesIn({ ...MESSAGE, errorMessage: "x".repeat(250_000) });
    expect(message?.errorMessage).to.have.lengthOf(1_024);
  });

  it("is not followed without end, however deep records are within records", () => {
    const nested = Array.from({ length: 8 }).reduce<unknown>(
      inner => ({ Type: "Notification", Message: JSON.stringify(inner) }),
      FAILED_EVENT,
    );
    expect(read(nested).map(({ kind }) => kind)).to.deep.equal(["poison"]);
  });
});
