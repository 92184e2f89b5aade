import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { marshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import type { Sandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { changeStreamMapping } from "../support/sandbox/event-source-mapping";
import { type EventFailure, isEventFailure, receiveAll } from "../support/sandbox/failure-messages";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const POISON = "poison";
const OTHERS = ["beside-1", "beside-2", "beside-3"];

describe("a record that the manager cannot process, in a batch with others", function () {
  this.timeout(180_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let sqs: SQSClient;
  let removeFault: () => void;
  let failure: EventFailure;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is not patched, and sends incomplete records
    sandbox = await sharedSandbox();
    administrator = new Administrator(sandbox.report);
    sqs = new SQSClient(clientConfig(sandbox.report.emulator));
    removeFault = sandbox.frontDoor.faults.add({
      service: "dynamodb",
      action: "UpdateItem",
      match: ({ body }) => body.includes("SMTP_LEASE") && body.includes(`"USER#${POISON}"`),
      mode: "refuse-before",
      status: 400,
      code: "AccessDeniedException",
    });
    await writeAtOnce([OTHERS[0] ?? "", POISON, ...OTHERS.slice(1)]);
  });
  after(() => {
    removeFault?.();
    administrator?.close();
    sqs?.destroy();
  });

  it("does not keep the others from becoming active", async () => {
    for (const username of OTHERS) await administrator.waitFor(username, ({ status }) => status === "active");
    expect((await administrator.read(POISON))?.status).to.equal("pending");
  });

  it("fails alone: its event reaches the dead-letter queue, and names it and no other", async () => {
    const queueUrl = String(sandbox.report.outputs.deadLetterQueueUrl);
    failure = await pollUntil("the failed event", 120_000, async () => {
      const messages = await receiveAll(sqs, queueUrl);
      const found = messages
        .filter(isEventFailure)
        .find(({ requestPayload }) => names(requestPayload, POISON));
      return found === undefined ? { yet: `${messages.length} other messages` } : { done: found };
    });
    expect(failure.requestPayload).to.deep.include({ usernames: [POISON], cause: "retry", retryCount: 0 });
  });

  it("was tried three times, and the failure says where to find the reason", () => {
    expect(failure.requestContext).to.deep.include({
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    });
    expect(failure.requestContext.functionArn).to.match(
      /:function:smtp-credential-manager-[0-9a-f]{7}:\$LATEST$/,
    );
    const { correlationId } = failure.requestPayload as { correlationId: string };
    expect(correlationId).to.not.equal("none");
    expect(failure.responsePayload?.errorMessage).to.equal(
      `Could not reconcile ${POISON}. Find the reason in the log entries with correlation_id ${correlationId}.`,
    );
    expect(JSON.stringify(failure)).to.not.include("company.com"); // nothing of the record
  });

  it("is processed when it is changed again", async () => {
    removeFault();
    await administrator.update(POISON, { description: "once more" });
    await administrator.waitFor(POISON, ({ status }) => status === "active");
  });

  /** With the mapping disabled meanwhile, so that the dispatcher gets them in one batch. */
  async function writeAtOnce(usernames: readonly string[]): Promise<void> {
    const { report } = sandbox;
    const dynamodb = new DynamoDBClient(clientConfig(report.emulator));
    await changeStreamMapping(report, { Enabled: false });
    const Item = (username: string) =>
      marshall({
        PK: "SMTP_USER",
        SK: `USER#${username}`,
        status: "pending",
        allowed_from_addresses: [`${username}@company.com`],
      });
    const requests = usernames.map(username => ({ PutRequest: { Item: Item(username) } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [report.tableName]: requests } }));
    await changeStreamMapping(report, { Enabled: true });
    dynamodb.destroy();
  }
});

function names(payload: unknown, username: string): boolean {
  return (payload as { usernames?: string[] }).usernames?.includes(username) ?? false;
}
