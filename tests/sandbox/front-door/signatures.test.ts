import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  PublishLayerVersionCommand,
} from "@aws-sdk/client-lambda";
import { SNSClient, ListTopicsCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { zipOf } from "../../../sandbox/provider/archive";
import { IssuedUrls } from "../../../sandbox/front-door/issued-urls";
import { readRequest } from "../../../sandbox/front-door/request";
import { signedHeaders } from "../../../sandbox/shared/sigv4";
import {
  ACCOUNT,
  clientConfig,
  failureOf,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { rawRequest } from "../../support/front-door/raw-request";
import { createRoleCaller } from "../../support/front-door/role-caller";

const LIST = "/?Action=ListUsers&Version=2010-05-08";

describe("the front door verifies each signature", () => {
  let fixture: FrontDoorFixture;
  before(async () => {
    fixture = await startFrontDoorFixture();
  });
  after(() => fixture?.close());

  it("and knows AWS's example", () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html describes the steps; the
    // values are the request "get-vanilla-query-order-key-case" of AWS's published test suite.
    const headers = signedHeaders(
      {
        method: "GET",
        url: "/?Param2=value2&Param1=value1",
        headers: { host: "example.amazonaws.com" },
        body: "",
      },
      {
        accessKeyId: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        service: "service",
      },
      new Date("2015-08-30T12:36:00Z"),
    );
    expect(headers.authorization).to.match(
      /Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500$/,
    );
  });

  it("of the SDKs, and refuses another secret with the service's own error", async () => {
    const wrong = {
      ...clientConfig(fixture.door.url),
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: "sandbox" },
    };
    const [iam, dynamodb, sns] = [new IAMClient(wrong), new DynamoDBClient(wrong), new SNSClient(wrong)];
    expect(await failureOf(iam.send(new ListUsersCommand({})))).to.equal("SignatureDoesNotMatch");
    expect(await failureOf(sns.send(new ListTopicsCommand({})))).to.equal("SignatureDoesNotMatch");
    const describeTable = dynamodb.send(new DescribeTableCommand({ TableName: "t" }));
    expect(await failureOf(describeTable)).to.equal("InvalidSignatureException");
    await fixture.iam.send(new ListUsersCommand({}));
    for (const client of [iam, dynamodb, sns]) client.destroy();
  });

  it("with the secret of this start only", async () => {
    const other = await startFrontDoorFixture();
    try {
      expect(other.door.secretAccessKey).to.match(/^[0-9a-f]{64}$/);
      expect(other.door.secretAccessKey).to.not.equal(fixture.door.secretAccessKey);
    } finally {
      await other.close();
    }
  });

  it("of curl, as the sandbox prints it", async () => {
    const { url, secretAccessKey } = fixture.door;
    const call = async (secret: string) => {
      const { stdout } = await promisify(execFile)("curl", [
        ...["-s", `${url}/`, "-H", "Content-Type: application/x-amz-json-1.0"],
        ...["--aws-sigv4", `aws:amz:${REGION}:dynamodb`, "--user", `${ACCOUNT}:${secret}`],
        ...["-H", "X-Amz-Target: DynamoDB_20120810.ListTables", "-d", "{}"],
      ]);
      return JSON.parse(stdout) as object;
    };
    expect(await call(secretAccessKey)).to.have.property("TableNames");
    expect(await call("sandbox")).to.have.property("__type", "InvalidSignatureException");
  });

  it("over host, path, query, body, time and session token", async () => {
    const { url, secretAccessKey } = fixture.door;
    const scope = { accessKeyId: ACCOUNT, secretAccessKey, region: REGION, service: "iam" };
    const host = new URL(url).host;
    const sign = (headers = {}, now = new Date()) =>
      signedHeaders({ method: "POST", url: LIST, headers: { host, ...headers }, body: "a=b" }, scope, now);
    const status = async (headers: Record<string, string>, path = LIST, body = "a=b", method = "POST") =>
      (await rawRequest(`${url}${path}`, headers, method, body)).status;
    expect(await status(sign())).to.equal(200);
    expect(await status(sign(), LIST.replace("Users", "Roles"))).to.equal(403);
    expect(await status(sign(), `/x${LIST}`)).to.equal(403);
    expect(await status(sign(), LIST, "a=c")).to.equal(403);
    expect(await status(sign(), LIST, "a=b", "PUT")).to.equal(403);
    expect(await status(sign({}, new Date(Date.now() - 20 * 60_000)))).to.equal(403);
    expect(await status(sign({}, new Date(Date.now() + 20 * 60_000)))).to.equal(403);
    const token = { "x-amz-security-token": `arn:aws:iam::${ACCOUNT}:role/other#worker` };
    expect(await status({ ...sign(), ...token })).to.equal(403);
    const unknownKey = signedHeaders(
      { method: "POST", url: LIST, headers: { host }, body: "a=b" },
      { ...scope, accessKeyId: "000000000043" },
    );
    expect(await status(unknownKey)).to.equal(403);
  });

  it("but a URL that it issued itself is downloaded without one, by GET", async () => {
    const lambda = new LambdaClient(clientConfig(fixture.door.url));
    const ZipFile = zipOf(
      { kind: "archive", assets: { "index.js": { kind: "asset", text: "1" } } },
      __dirname,
    );
    await createRoleCaller(fixture, "any", "/");
    const Role = `arn:aws:iam::${ACCOUNT}:role/any`;
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "downloaded",
        Role,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile },
      }),
    );
    const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: "downloaded" }));
    const { Content } = await lambda.send(
      new PublishLayerVersionCommand({ LayerName: "downloaded", Content: { ZipFile } }),
    );
    lambda.destroy();
    for (const location of [Code?.Location ?? "", Content?.Location ?? ""]) {
      expect(location).to.match(
        new RegExp(`^${fixture.door.url}/_ministack/.*X-Amz-Signature=[0-9a-f]{64}$`),
      );
      expect((await rawRequest(location)).status).to.equal(200);
      expect((await rawRequest(location, {}, "POST")).status).to.equal(403);
      expect((await rawRequest(location.replace(/.$/, "x"))).status).to.equal(403);
      expect((await rawRequest(location, { "sec-fetch-site": "cross-site" })).status).to.equal(403);
    }
  });

  it("and such a URL expires after five minutes", () => {
    let now = 0;
    const urls = new IssuedUrls(() => now);
    const request = readRequest("GET", "/2015-03-31/functions/f", { host: "localhost:1" }, Buffer.alloc(0));
    const body = '{"Location":"http://localhost:9/_ministack/lambda-code/1/r/f?X-Amz-Signature=old"}';
    const replaced = urls.replace(request, { status: 200, headers: {}, body }).body.toString();
    const { pathname, search } = new URL((JSON.parse(replaced) as { Location: string }).Location);
    expect(urls.find("GET", pathname + search)).to.equal("/_ministack/lambda-code/1/r/f");
    now = 299_999;
    expect(urls.find("GET", pathname + search)).to.equal("/_ministack/lambda-code/1/r/f");
    now = 300_000;
    expect(urls.find("GET", pathname + search)).to.equal(undefined);
  });
});
