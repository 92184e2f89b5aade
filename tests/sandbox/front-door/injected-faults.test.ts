import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateUserCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { GetEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { expect } from "chai";

import type { ApiRequest } from "../../../sandbox/ses/control-plane/api";
import {
  clientConfig,
  failureOf,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";

describe("the front door", () => {
  let doorway: FrontDoorFixture;
  let dynamodb: DynamoDBClient;
  const sesRequests: ApiRequest[] = [];
  before(async () => {
    doorway = await startFrontDoorFixture(request => {
      sesRequests.push(request);
      return { status: 200, body: { IdentityType: "DOMAIN", VerifiedForSendingStatus: true } };
    });
    dynamodb = new DynamoDBClient(clientConfig(doorway.door.url));
    await dynamodb.send(
      new CreateTableCommand({
        TableName: "faults",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      }),
    );
  });
  after(async () => {
    dynamodb.destroy();
    await doorway.close();
  });
  beforeEach(() => {
    doorway.door.faults.clear();
    doorway.door.calls.clear();
  });

  const put = (k: string) =>
    failureOf(dynamodb.send(new PutItemCommand({ TableName: "faults", Item: { k: { S: k } } })));
  const keys = async () => {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: "faults" }));
    return Items.map(item => item.k?.S);
  };

  it("forwards a call without a fault, and counts it by service and action", async () => {
    expect(await put("plain")).to.equal(undefined);
    expect(doorway.door.calls.count("dynamodb", "PutItem")).to.equal(1);
    expect(doorway.door.calls.list()[0]).to.include({ service: "dynamodb", action: "PutItem", status: 200 });
  });

  it("rejects a call with the requested error, before it takes effect", async () => {
    doorway.door.faults.add({
      action: "PutItem",
      mode: "refuse-before",
      status: 400,
      code: "ResourceNotFoundException",
    });
    expect(await put("rejected")).to.equal("ResourceNotFoundException");
    expect(await keys()).not.to.include("rejected");
  });

  it("closes the connection after the call took effect", async () => {
    doorway.door.faults.add({ service: "dynamodb", action: "PutItem", mode: "cut-after", times: 1 });
    expect(await put("cut after")).not.to.equal(undefined);
    expect(await keys()).to.include("cut after");
  });

  it("closes the connection before the call takes effect", async () => {
    doorway.door.faults.add({ action: "PutItem", mode: "cut-before" });
    expect(await put("cut before")).not.to.equal(undefined);
    doorway.door.faults.clear();
    expect(await keys()).not.to.include("cut before");
  });

  it("throttles with each service's own error", async () => {
    doorway.door.faults.add({ mode: "throttle" });
    expect(await put("throttled")).to.equal("ThrottlingException");
    expect(await failureOf(doorway.iam.send(new GetUserCommand({ UserName: "u" })))).to.equal("Throttling");
  });

  it("fires after a number of matching calls, at most the given number of times, until removed", async () => {
    const remove = doorway.door.faults.add({
      action: "PutItem",
      match: ({ body }) => body.includes("counted"),
      after: 1,
      times: 1,
      mode: "refuse-before",
    });
    expect(await put("other")).to.equal(undefined);
    expect(
      [await put("counted 1"), await put("counted 2"), await put("counted 3")].map(Boolean),
    ).to.deep.equal([false, true, false]);
    remove();
    doorway.door.faults.add({ action: "PutItem", mode: "throttle" })();
    expect(await put("counted 4")).to.equal(undefined);
  });

  it("routes SES calls to local SES, by path and signature", async () => {
    const ses = new SESv2Client(clientConfig(doorway.door.url));
    const { VerifiedForSendingStatus } = await ses.send(
      new GetEmailIdentityCommand({ EmailIdentity: "example.com" }),
    );
    ses.destroy();
    expect(VerifiedForSendingStatus).to.equal(true);
    expect(sesRequests[0]).to.include({ method: "GET", path: "/v2/email/identities/example.com", body: "" });
    expect(doorway.door.calls.count("ses")).to.equal(1);
  });

  it("returns the emulator's errors in the service's own format", async () => {
    expect(await failureOf(dynamodb.send(new DescribeTableCommand({ TableName: "none" })))).to.equal(
      "ResourceNotFoundException",
    );
    expect(await failureOf(doorway.iam.send(new CreateUserCommand({ UserName: "no spaces" })))).to.equal(
      "ValidationError",
    );
  });
});
