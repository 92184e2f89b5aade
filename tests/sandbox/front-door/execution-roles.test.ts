import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { zipOf } from "../../../sandbox/provider/archive";
import {
  ACCOUNT,
  clientConfig,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { createRoleCaller, type RoleCaller } from "../../support/front-door/role-caller";

const FunctionName = "worker";
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const READ = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];

describe("Lambda checks a function's role", () => {
  let fixture: FrontDoorFixture;
  let role: RoleCaller;
  let lambda: LambdaClient;
  let stream: string | undefined;
  before(async () => {
    fixture = await startFrontDoorFixture();
    role = await createRoleCaller(fixture, "worker");
    const config = clientConfig(fixture.door.url);
    lambda = new LambdaClient(config);
    const ZipFile = zipOf(
      { kind: "archive", assets: { "index.js": { kind: "asset", text: "exports.handler = () => {}" } } },
      __dirname,
    );
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: `arn:aws:iam::${ACCOUNT}:role/service/worker`,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { ZipFile },
      }),
    );
    const dynamodb = new DynamoDBClient(config);
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({
        TableName: "mail",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "PK", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "PK", AttributeType: "S" }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
      }),
    );
    stream = TableDescription?.LatestStreamArn;
    dynamodb.destroy();
  });
  after(async () => {
    lambda.destroy();
    await fixture.close();
  });

  /** Lambda's answer to the account's own administrator. */
  const answer = async (call: Promise<unknown>) =>
    call.then(
      () => "accepted",
      ({ name, message }: Error) => `${name}: ${message}`,
    );
  const mapping = (onFailure?: string) =>
    answer(
      lambda.send(
        new CreateEventSourceMappingCommand({
          FunctionName,
          EventSourceArn: stream,
          StartingPosition: "LATEST",
          ...(onFailure && { DestinationConfig: { OnFailure: { Destination: onFailure } } }),
        }),
      ),
    );

  it("when a stream is mapped: it must be able to read that stream, and to list streams", async () => {
    const refused = `InvalidParameterValueException: Cannot access stream ${stream}. Please ensure the role can perform`;
    await role.permit({ Action: READ });
    expect(await mapping()).to.include(refused);
    await role.permit({ Action: READ, Resource: `${stream}-2` }, { Action: "dynamodb:ListStreams" });
    expect(await mapping()).to.include(refused);
    await role.permit({ Action: READ, Resource: stream ?? "" }, { Action: "dynamodb:ListStreams" });
    expect(await mapping()).to.equal("accepted");
  });

  it("when a stream is mapped with a destination: it must be able to send there", async () => {
    const topic = arn("sns", "failures");
    const reads = [{ Action: READ }, { Action: "dynamodb:ListStreams" }];
    await role.permit(...reads);
    expect(await mapping(topic)).to.include(
      `The function's execution role does not have permissions to call Publish on ${topic}`,
    );
  });

  for (const [service, action, destination] of [
    ["sns", "Publish", arn("sns", "failures")],
    ["sqs", "SendMessage", arn("sqs", "failures")],
    ["lambda", "InvokeFunction", arn("lambda", "function:other")],
  ] as const) {
    it(`when ${service} becomes a destination of its events: it must be able to call ${action} there`, async () => {
      const put = () =>
        answer(
          lambda.send(
            new PutFunctionEventInvokeConfigCommand({
              FunctionName,
              DestinationConfig: { OnFailure: { Destination: destination } },
            }),
          ),
        );
      await role.permit({ Action: `${service}:${action}`, Resource: `${destination}-2` });
      expect(await put()).to.equal(
        `InvalidParameterValueException: The function's execution role does not have permissions to call ${action} on ${destination}`,
      );
      await role.permit({ Action: `${service}:${action}`, Resource: destination });
      expect(await put()).to.equal("accepted");
    });
  }
});
