import { DescribeTableCommand, DynamoDBClient, type TableDescription } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { clientConfig } from "../../sandbox/shared/account";
import { deployedFunctions } from "../../sandbox/testkit/function-archive";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { takeTour } from "../../sandbox/tour/tour";
import { callWithEmptyEvent, expectHouseArchive } from "../support/sandbox/archives";

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

  it("is used, and no other table is created", () => {
    const tables = sandbox.deployment.resources.filter(({ type }) => type === "aws:dynamodb/table:Table");
    expect(tables).to.deep.equal([]);
    expect(sandbox.report.tableName).to.match(/^email-routing-/);
  });

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
