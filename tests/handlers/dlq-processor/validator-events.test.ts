import { expect } from "chai";
import { parseReports } from "../../../handlers/dlq-processor/failure-reports";

const NOW = "2026-11-26T12:00:00.000Z";
const VALIDATOR = "arn:aws:lambda:eu-central-1:123456789012:function:smtp-email-validator-1a2b3c4";
const SENT = { eventType: "Send", send: {}, mail: { messageId: "1" } };
const EVENT = { source: "aws.ses", "detail-type": "Email Sent", detail: SENT };

const functionIn = (value: unknown, target?: string) => {
  const [report, ...more] = parseReports(JSON.stringify(value), NOW, target);
  expect(more).to.deep.equal([]);
  if (report?.kind !== "feedback") throw new Error(JSON.stringify(report));
  expect(report.feedback.messages).to.deep.equal([JSON.stringify(SENT)]);
  return report.feedback.functionArn;
};

describe("an event of SES that a function failed", () => {
  const failed = (requestPayload: unknown) => ({
    requestContext: { functionArn: `${VALIDATOR}:$LATEST`, condition: "RetriesExhausted" },
    requestPayload,
  });

  it("goes back to that function, also when it fails again", () => {
    expect(functionIn(failed(EVENT))).to.equal(VALIDATOR);
    const retried = { messages: [JSON.stringify(SENT)], retryCount: 2, firstFailedAt: NOW };
    expect(functionIn(failed(retried))).to.equal(VALIDATOR);
  });

  it("goes to the function that EventBridge could not reach, which it names beside the event", () => {
    expect(functionIn(EVENT, VALIDATOR)).to.equal(VALIDATOR);
    expect(functionIn(EVENT)).to.equal(undefined);
  });

  it("keeps its function while it waits in the queue, whatever delivered it there", () => {
    const [report] = parseReports(JSON.stringify(failed(EVENT)), NOW);
    const kept = report?.kind === "feedback" ? report.feedback : undefined;
    expect(functionIn(kept)).to.equal(VALIDATOR);
    expect(functionIn(kept, "arn:aws:lambda:eu-central-1:123456789012:function:another")).to.equal(VALIDATOR);
  });

  it("is the recorder's where nothing names a function", () => {
    expect(functionIn({ Type: "Notification", Message: JSON.stringify(SENT) })).to.equal(undefined);
  });
});
