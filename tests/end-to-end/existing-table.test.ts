import { DescribeTableCommand, DynamoDBClient, type TableDescription } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { EventRecorder } from "../../handlers/email-events/record/record-events";
import { EventTable } from "../../handlers/email-events/table";
import { DAY_MS } from "../../records/rotation";
import { clientConfig } from "../../sandbox/shared/account";
import { deployedFunctions } from "../../sandbox/testkit/function-archive";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { takeTour } from "../../sandbox/tour/tour";
import { callWithEmptyEvent, expectHouseArchive } from "../support/sandbox/archives";
import { runRecorderDaily } from "../support/sandbox/recorder-daily";
import { eventsIn } from "../support/ses-events/event-store";
import { bounce, failed } from "../support/ses-events/reported-shapes";

describe("an existing table without a stream", () => {
  let sandbox: Sandbox;
  let dynamodb: DynamoDBClient;

  before(async () => {
    sandbox = await startSandbox({ existingTable: true, keyDelayMs: 200 });
    dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
  });
  after(async () => {
    dynamodb?.destroy();
    await sandbox?.close();
  });

  // Proves R5.1
  it("is used, and no other table is created", () => {
    const tables = sandbox.deployment.resources.filter(({ type }) => type === "aws:dynamodb/table:Table");
    expect(tables).to.deep.equal([]);
    expect(sandbox.report.tableName).to.match(/^email-routing-/);
  });

  // Proves D-modules.2, T2-a
  it("gets a keys-only stream and is otherwise unchanged", async () => {
    const table = await describeTable();
    expect(table.StreamSpecification).to.deep.equal({ StreamEnabled: true, StreamViewType: "KEYS_ONLY" });
    expect(table.BillingModeSummary?.BillingMode).to.equal("PAY_PER_REQUEST");
    expect(table.DeletionProtectionEnabled ?? false).to.equal(false);
    expect(table.KeySchema).to.deep.equal([
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ]);
  });

  it("has its stream enabled by a function that is packaged like the others and can be invoked again", async () => {
    const functions = await deployedFunctions(sandbox.report);
    const enabler = functions.find(({ configuration }) =>
      configuration.FunctionName?.includes("stream-enabler"),
    );
    if (enabler === undefined) throw new Error("The stream enabler function does not exist.");
    expectHouseArchive(enabler);
    expect(await callWithEmptyEvent(enabler, sandbox.report)).to.deep.equal({
      answer: { streamArn: (await describeTable()).LatestStreamArn },
    });
  });

  it("passes the whole tour", async () => {
    const lines: string[] = [];
    expect(await takeTour(sandbox.report, line => lines.push(line)), lines.at(-1)).to.equal(true);
  });

  it("has no TTL: the recorder's daily run deletes what has expired, and nothing else", async () => {
    const { tableName } = sandbox.report;
    const table = new EventTable(dynamodb, tableName);
    const retention = { days: 90, attribute: "expires_at" };
    const address = (name: string) => `${name}@expiry.example`;
    for (const [name, days] of [
      ["old", 100],
      ["recent", 5],
    ] as const) {
      const at = Date.now() - days * DAY_MS;
      const timestamp = new Date(at).toISOString();
      const details = { type: "Permanent", subtype: "General", recipients: [failed(address(name), "5.1.1")] };
      const event = bounce("event", { ...details, others: { timestamp } }, { timestamp });
      const recorder = new EventRecorder(table, { accountId: "123456789012", retention }, () => at);
      await recorder.record(eventsIn([event], at));
    }
    const emails = new TableEmails(dynamodb, tableName);
    const bouncesOf = async (name: string) => (await emails.history(address(name))).bounces.length;
    expect([await bouncesOf("old"), await bouncesOf("recent")]).to.deep.equal([1, 1]);
    await runRecorderDaily(sandbox.report);
    expect([await bouncesOf("old"), await bouncesOf("recent")]).to.deep.equal([0, 1]);
    // The address stays suppressed; its event, the pointer, the mark and the count of that hour are gone.
    expect(await emails.erase(address("old"))).to.equal(1);
    const counts = await emails.counts(365, "jane.doe");
    expect(counts.get("jane.doe")).to.include({ bounced_permanent: 1 });
    expect((await emails.totals()).get("jane.doe")).to.include({ bounced_permanent: 2 });
  });

  it("is kept, with its stream, when the stack is destroyed", async () => {
    const before = await describeTable();
    await sandbox.deployment.destroy();
    expect(sandbox.deployment.resources).to.deep.equal([]);
    const after = await describeTable();
    expect(after.StreamSpecification).to.deep.equal(before.StreamSpecification);
    expect(after.TableStatus).to.equal("ACTIVE");
  });

  async function describeTable(): Promise<TableDescription> {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: sandbox.report.tableName }));
    if (Table === undefined) throw new Error("The table does not exist.");
    return Table;
  }
});
