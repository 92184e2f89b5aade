import { expect } from "chai";
import { dlqMessage } from "../../../handlers/shared/dlq-message";
import { park } from "../../../handlers/shared/park";
import { parkedAlert } from "../../../handlers/shared/parked-alert";

const PARKING = { queueUrl: "https://sqs.eu-central-1.amazonaws.com/1/parked", alertTopicArn: "arn:alerts" };

const OPERATION = JSON.stringify(
  dlqMessage("john.doe", "event-1", undefined, {
    errorType: "quota_reached",
    errorMessage: "The account has 5000 IAM users.",
    retryCount: 10,
    timestamp: "2026-01-01T00:00:00.000Z",
  }),
);

/** A queue and a topic; what fails answers nothing. */
function services(fails?: "sqs" | "sns") {
  const calls: [service: string, input: Record<string, unknown>][] = [];
  const errors: unknown[] = [];
  const service = (name: "sqs" | "sns") => ({
    send: async ({ input }: { input: object }) => {
      calls.push([name, { ...input }]);
      if (name === fails) throw new Error("no answer");
      return {};
    },
  });
  const log = { error: (message: string) => void errors.push(message) };
  return { calls, errors, given: { sqs: service("sqs"), sns: service("sns"), log } };
}

describe("a parked message", () => {
  it("is in the queue before an operator is told", async () => {
    const { calls, given } = services();
    await park(given, PARKING, OPERATION);
    expect(calls.map(([service]) => service)).to.deep.equal(["sqs", "sns"]);
    expect(calls[0]?.[1]).to.deep.equal({ QueueUrl: PARKING.queueUrl, MessageBody: OPERATION });
    expect(calls[1]?.[1]).to.include({ TopicArn: "arn:alerts" });
  });

  it("is not reported as parked if the queue rejected it", async () => {
    const { calls, given } = services("sqs");
    const thrown = await park(given, PARKING, OPERATION).catch((error: unknown) => error);
    expect(thrown).to.be.an("error");
    expect(calls).to.have.length(1);
  });

  it("stays parked, once, if its alert cannot be published", async () => {
    const { calls, errors, given } = services("sns");
    await park(given, PARKING, OPERATION);
    expect(calls).to.have.length(2);
    expect(errors).to.deep.equal(["the alert was not published"]);
  });

  it("makes an alert with the login, the reason and the command to run", () => {
    const { Subject, Message } = parkedAlert(OPERATION);
    expect(Subject).to.match(/^[\x20-\x7e]{1,100}$/);
    expect(Message).to.equal(
      'What the record of the login "john.doe" asks for could not be done after 10 retries, and will not be retried automatically.\n\n' +
        "Reason (quota_reached): The account has 5000 IAM users.\n\n" +
        "`ses-smtp failures list` shows this and other failed operations. When the cause is fixed, run " +
        '`ses-smtp failures retry "john.doe"`.\n\nRunbook: docs/operations.md#parked-operations',
    );
  });

  it("makes an alert without a word of it if it cannot be parsed", () => {
    for (const body of ["not JSON", JSON.stringify({ password: "secret" }), "x".repeat(250_000)]) {
      const { Subject, Message } = parkedAlert(body);
      expect(Subject).to.match(/^[\x20-\x7e]{1,100}$/);
      expect(Message).to.equal(
        "A message in the queue of failed operations cannot be processed, and was moved to the parked queue. " +
          "`ses-smtp failures list` shows it; `ses-smtp failures discard` deletes such messages.\n\n" +
          "Runbook: docs/operations.md#parked-operations",
      );
    }
  });
});
