import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { type Deployment, deploy } from "../../sandbox/engine";
import { activate, removeUser } from "../support/targets/administer";
import { switchStream } from "../support/targets/existing";
import { type OnEmulator, onEmulator } from "../support/targets/emulator";

const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

describe("the stream of an existing table", function () {
  this.timeout(300_000);
  let emulator: OnEmulator;
  let dynamodb: DynamoDBClient;
  let deployment: Deployment | undefined;
  before(async () => {
    emulator = await onEmulator();
    dynamodb = new DynamoDBClient(emulator.config);
  });
  afterEach(async () => {
    await deployment?.destroy();
    deployment = undefined;
  });
  after(() => dynamodb.destroy());

  const latestStream = async (TableName: string) =>
    (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table?.LatestStreamArn;
  const deployOn = async (stack: string, tableName: string) => {
    deployment = await deploy(emulator.request(stack, `${stack}.example`, { tableName }));
    const mapping = deployment.resources.find(({ type }) => type === MAPPING);
    return { outputs: deployment.outputs, followed: mapping?.inputs.eventSourceArn };
  };
  const followsRecords = async (outputs: Record<string, unknown>, domain: string) => {
    const { administrator } = await emulator.clients(outputs);
    try {
      await activate({ administrator }, "ann", domain);
      await removeUser(emulator, { administrator });
    } finally {
      administrator.close();
    }
  };

  it("that was disabled and enabled again is followed under its new ARN", async () => {
    const tableName = await emulator.createTable();
    await switchStream(emulator.config, tableName, true);
    const first = await latestStream(tableName);
    await switchStream(emulator.config, tableName, false);
    await switchStream(emulator.config, tableName, true);
    const second = await latestStream(tableName);
    expect(second).to.be.a("string").and.not.equal(first);
    const { outputs, followed } = await deployOn("restarted-stream", tableName);
    expect(followed).to.equal(second);
    await followsRecords(outputs, "restarted-stream.example");
  });

  it("that was disabled is enabled, and its old ARN is not used", async () => {
    const tableName = await emulator.createTable();
    await switchStream(emulator.config, tableName, true);
    const first = await latestStream(tableName);
    await switchStream(emulator.config, tableName, false);
    const { outputs, followed } = await deployOn("disabled-stream", tableName);
    expect(followed).to.equal(await latestStream(tableName));
    expect(followed).to.be.a("string").and.not.equal(first);
    await followsRecords(outputs, "disabled-stream.example");
  });
});
