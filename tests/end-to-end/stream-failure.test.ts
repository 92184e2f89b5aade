import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { ACCOUNT_ID, clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import type { Sandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";
import { changeStreamMapping } from "../support/sandbox/event-source-mapping";
import { isStreamFailure, receiveAll, type StreamFailure } from "../support/sandbox/failure-messages";
import { sequenceNumbersOf } from "../support/reconciler/stream-records";

/** Instead of the program's hundred, which would take minutes. */
const RETRIES = 2;

const PROGRAM_RETRIES = 100;

const PENDING = { status: "pending", allowed_from_addresses: ["*@company.com"] };

describe("a stream record that cannot be dispatched", function () {
  this.timeout(180_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let sqs: SQSClient;
  let queueUrl: string;
  let failure: StreamFailure;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is not patched, and retries without limit
    sandbox = await sharedSandbox();
    administrator = new Administrator(sandbox.report);
    sqs = new SQSClient(clientConfig(sandbox.report.emulator));
    queueUrl = String(sandbox.report.outputs.deadLetterQueueUrl);
    await changeStreamMapping(sandbox.report, { MaximumRetryAttempts: RETRIES });
  });
  after(async () => {
    if (sandbox !== undefined)
      await changeStreamMapping(sandbox.report, { MaximumRetryAttempts: PROGRAM_RETRIES });
    administrator?.close();
    sqs?.destroy();
  });

  it("is reported in the dead-letter queue", async () => {
    const removeFault = sandbox.frontDoor.faults.add({
      service: "lambda",
      match: ({ path, body }) => path.endsWith("/invocations") && body.includes('"unlucky"'),
      mode: "throttle",
    });
    try {
      await administrator.put("unlucky", PENDING);
      await pollUntil("the first attempt", 30_000, async () =>
        refused().length > 0 ? { done: undefined } : { yet: "none" },
      );
      await administrator.put("behind", PENDING);
      const [number = ""] = await sequenceNumbersOf(sandbox.report, "unlucky");
      failure = await pollUntil(`the failure of record ${number}`, 120_000, async () => {
        const messages = await receiveAll(sqs, queueUrl);
        const found = messages
          .filter(isStreamFailure)
          .find(
            ({ DDBStreamBatchInfo: { startSequenceNumber: first, endSequenceNumber: last } }) =>
              first <= number && number <= last,
          );
        return found === undefined ? { yet: `${messages.length} other messages` } : { done: found };
      });
    } finally {
      removeFault();
    }
    expect(failure.requestContext.condition).to.equal("RetryAttemptsExhausted");
    expect(failure.requestContext.functionArn).to.match(/:function:smtp-record-dispatcher-[0-9a-f]{7}$/);
  });

  function refused() {
    return sandbox.frontDoor.calls
      .list("lambda")
      .filter(({ action, status }) => action.endsWith("/invocations") && status !== 202);
  }

  it("is reported by stream, shard and position, without its contents", async () => {
    const { streamArn, shardId, startSequenceNumber, batchSize } = failure.DDBStreamBatchInfo;
    expect(streamArn).to.include(`:table/${sandbox.report.tableName}/stream/`);
    expect(shardId).to.match(/^shardId-/);
    expect(await sequenceNumbersOf(sandbox.report, "unlucky")).to.include(startSequenceNumber);
    expect(batchSize).to.be.greaterThan(0);
    expect(JSON.stringify(failure)).to.not.include("unlucky");
  });

  it("was attempted as often as the mapping allows", () => {
    expect(failure.requestContext.approximateInvokeCount).to.be.within(RETRIES + 1, RETRIES + 2); // one more for a split
  });

  it("does not block later records, and is processed when it is changed again", async () => {
    await administrator.waitFor("behind", ({ status }) => status === "active");
    expect((await administrator.read("unlucky"))?.status).to.equal("pending");
    // Rewriting the record unchanged would not produce a stream record.
    await administrator.put("unlucky", { ...PENDING, description: "once more" });
    await administrator.waitFor("unlucky", ({ status }) => status === "active");
  });

  it("stays for 14 days in an encrypted queue, whose URL leads through the front door", async () => {
    expect(queueUrl).to.match(new RegExp(`^${sandbox.report.emulator}/${ACCOUNT_ID}/smtp-dead-letters-`));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).to.include({ MessageRetentionPeriod: "1209600", SqsManagedSseEnabled: "true" });
    const policy = JSON.parse(Attributes?.Policy ?? "") as { Statement: Record<string, unknown>[] };
    expect(policy.Statement.map(({ Principal, Action }) => ({ Principal, Action }))).to.deep.equal([
      { Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage" },
    ]);
  });
});
