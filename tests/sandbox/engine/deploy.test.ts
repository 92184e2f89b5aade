import { join } from "node:path";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { LAMBDA_NODE_MAJOR } from "../../../sandbox/emulator/lambda-node";
import { eventually } from "../../../sandbox/shared/poll";
import { deploy, DeployError, type Deployment } from "../../../sandbox/engine";
import {
  ACCOUNT,
  clientConfig,
  startFrontDoorFixture,
  REGION,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";

const STREAMING = { "sample:greeting": "hello", "sample:password": "hidden" };

describe("the in-process engine", () => {
  let doorway: FrontDoorFixture;
  before(async () => {
    doorway = await startFrontDoorFixture();
  });
  after(() => doorway.close());

  const printed: string[] = [];
  const deployFixture = (
    name: string,
    config: Record<string, string> = {},
    signal = new AbortController().signal,
  ): Promise<Deployment> =>
    deploy({
      signal,
      programDirectory: join(__dirname, "..", "..", "support", "engine", "fixtures", name),
      project: "sample",
      stack: "test",
      config,
      endpoint: doorway.door.url,
      region: REGION,
      accountId: ACCOUNT,
      onOutput: text => printed.push(text),
    });
  const failureOf = async (...fixture: Parameters<typeof deployFixture>): Promise<DeployError> => {
    try {
      await deployFixture(...fixture);
    } catch (thrown) {
      if (thrown instanceof DeployError) return thrown;
      throw thrown;
    }
    throw new Error("the deploy did not fail");
  };

  describe("with a program of a table, a function and a stream between them", () => {
    let deployment: Deployment;
    let dynamodb: DynamoDBClient;
    let lambda: LambdaClient;
    before(async () => {
      dynamodb = new DynamoDBClient(clientConfig(doorway.door.url));
      lambda = new LambdaClient(clientConfig(doorway.door.url));
      deployment = await deployFixture("streaming", STREAMING);
    });
    after(() => {
      dynamodb.destroy();
      lambda.destroy();
    });

    it("returns the program's outputs, with nested ones resolved and secret ones listed", () => {
      const { tableName, nested } = deployment.outputs;
      expect(tableName).to.match(/^records-[0-9a-f]{7}$/);
      expect(nested).to.deep.equal({
        greeting: `hello, ${String(tableName)}`,
        list: [`arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${String(tableName)}`],
      });
      expect(deployment.outputs.password).to.equal("hidden");
      expect(deployment.secretOutputs).to.deep.equal(["password"]);
    });

    it("names resources as the Pulumi engine does and reports no ignored inputs", () => {
      expect(deployment.resources.map(({ urn }) => urn)).to.include(
        "urn:pulumi:test::sample::sample:index:Store$aws:dynamodb/table:Table::records",
      );
      expect(deployment.warnings).to.deep.equal([]);
      expect(deployment.timings.total).to.be.greaterThan(0);
    });

    it("runs the callback on Lambda's Node version, against the front door", async () => {
      const { Payload } = await lambda.send(
        new InvokeCommand({
          FunctionName: String(deployment.outputs.functionName),
          Payload: Buffer.from("{}"),
        }),
      );
      const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as { node: string };
      expect(answer).to.include({ endpoint: doorway.door.url, count: 0 });
      expect(answer.node).to.match(new RegExp(`^${LAMBDA_NODE_MAJOR}\\.`));
    });

    it("runs the callback only for stream records that pass the filter", async () => {
      const TableName = String(deployment.outputs.tableName);
      const put = (key: string) => dynamodb.send(new PutItemCommand({ TableName, Item: { PK: { S: key } } }));
      const has = async (key: string) =>
        (await dynamodb.send(new GetItemCommand({ TableName, Key: { PK: { S: key } } }))).Item !== undefined;
      doorway.door.calls.clear();
      await put("passed over");
      await put("in#1");
      expect(await eventually(() => has("out#1"), { withinMs: 10_000 })).to.equal(true);
      expect(doorway.door.calls.count("dynamodb", "PutItem")).to.equal(3);
    });

    it("destroys everything and leaves nothing behind", async () => {
      expect(deployment.resources).to.have.length(5);
      await deployment.destroy();
      expect(deployment.resources).to.deep.equal([]);
      const gone = lambda.send(new InvokeCommand({ FunctionName: String(deployment.outputs.functionName) }));
      expect(await gone.catch((error: Error) => error.name)).to.equal("ResourceNotFoundException");
    });
  });

  it("fails with the type, the name and the cause of a resource that cannot be created", async () => {
    const logs = new CloudWatchLogsClient(clientConfig(doorway.door.url));
    const error = await failureOf("failing");
    expect(error.message).to.match(
      /^aws:iam\/rolePolicyAttachment:RolePolicyAttachment broken: .*no-such-role/,
    );
    expect(error.resources.map(({ name }) => name)).to.deep.equal(["kept"]);
    await error.destroy();
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
    logs.destroy();
    expect(logGroups).to.deep.equal([]);
  });

  it("also deletes a resource that was only partially created", async () => {
    const refuse = { action: "PutRetentionPolicy", mode: "refuse-before", status: 400, code: "No" } as const;
    const lift = doorway.door.faults.add(refuse);
    const failed = deployFixture("unsettled", { "sample:days": "3" });
    const error = await failed.catch((thrown: unknown) => thrown as DeployError);
    lift();
    if (!(error instanceof DeployError)) throw new Error("the deploy did not fail");
    expect(error.resources.map(({ name }) => name)).to.deep.equal(["unsettled"]);
    await error.destroy();
    const logs = new CloudWatchLogsClient(clientConfig(doorway.door.url));
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
    logs.destroy();
    expect(logGroups).to.deep.equal([]);
  });

  it("fails with the message of the program's error, without its stack", async () => {
    const { message, resources } = await failureOf("unsettled");
    expect(message)
      .to.match(/^Missing required configuration variable 'sample:days'/)
      .and.not.include(" at ");
    expect(resources).to.deep.equal([]);
  });

  it("uses the outputs of an exported function", async () => {
    const deployment = await deployFixture("unsettled", { "sample:days": "3" });
    expect(deployment.outputs.group).to.match(/^unsettled-/);
    await deployment.destroy();
  });

  // The last suite: it leaves what was being created.
  describe("interrupted", () => {
    it("fails at once, during the deployment and before it", async () => {
      const interruption = new AbortController();
      doorway.door.calls.clear();
      const failure = failureOf("streaming", STREAMING, interruption.signal);
      const began = () => Promise.resolve(doorway.door.calls.count("dynamodb", "CreateTable") > 0);
      expect(await eventually(began, { withinMs: 30_000 })).to.equal(true);
      interruption.abort();
      expect((await failure).message).to.equal("the deployment was interrupted");
      const next = await failureOf("streaming", STREAMING, interruption.signal);
      expect(next.message).to.equal("the deployment was interrupted");
      expect(next.resources).to.deep.equal([]);
    });
  });
});
