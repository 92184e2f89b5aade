import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { clientConfig, ACCOUNT_ID } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { callApi, type SignedRequest } from "../../sandbox/testkit/signed-api";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const ACCESS_LOG = "/aws/vendedlogs/ses-smtp-sandbox-smtp-api";
const FUNCTION_LOG = "/aws/lambda/ses-smtp-sandbox-smtp-api";
const BOUND_MS = 90_000;

describe("the deployed API", () => {
  let report: SandboxReport;
  let administrator: Administrator;
  let logs: CloudWatchLogsClient;

  before(async () => {
    ({ report } = await sharedSandbox());
    administrator = new Administrator(report);
    logs = new CloudWatchLogsClient(clientConfig(report.emulator));
  });
  after(() => {
    administrator?.close();
    logs?.destroy();
  });

  const call = (method: string, path: string, rest: Partial<SignedRequest> = {}) =>
    callApi(report, { method, path: `/api/credentials${path}`, ...rest });

  const waitFor = (name: string, wanted: (credential: Record<string, unknown>) => boolean) =>
    pollUntil(`the credential ${name}`, BOUND_MS, async () => {
      const { body } = await call("GET", `/${name}`);
      return wanted(body) ? { done: body } : { yet: JSON.stringify(body) };
    });

  // Proves R4.3, D-manual-tests.3
  it("takes a login from its creation to its removal: create, send, change, disable, enable, delete", async () => {
    const allowed = { allowedFromAddresses: ["api.jane@company.com"], description: "Jane" };
    const created = await call("PUT", "/api.jane", { body: allowed, headers: { "if-none-match": "*" } });
    expect(created.status, created.text).to.equal(201);
    const active = await waitFor("api.jane", ({ status }) => status === "active");
    expect(active).to.include({ entityType: "smtp_credential", changedOutsideApi: false });

    const { body: secret } = await call("POST", "/api.jane/secret");
    expect(secret.username).to.equal(active.username);
    const login = await administrator.login("api.jane");
    expect(login.user).to.equal(active.username);
    const client = new MailClient(report);
    expect((await client.logIn(login)).code).to.equal(235);

    const changed = await call("PATCH", "/api.jane", { body: { allowedFromAddresses: ["*@company.com"] } });
    expect(changed.status, changed.text).to.equal(200);
    const disabled = await call("POST", "/api.jane/disable");
    expect(disabled.body.status).to.equal("disabled");
    await waitFor("api.jane", ({ verifiedStatus }) => verifiedStatus !== "active");
    expect((await call("POST", "/api.jane/enable")).body.status).to.equal("pending");
    await waitFor("api.jane", ({ status }) => status === "active");

    expect((await call("DELETE", "/api.jane")).status).to.equal(204);
    expect((await call("GET", "/api.jane")).status).to.equal(404);
    const { iam_user_name = "" } = { iam_user_name: String(active.iamUserArn).split("/").at(-1) };
    await administrator.waitForNoUser(iam_user_name);
  });

  it("lifts a hold by enabling", async () => {
    await call("PUT", "/api.held", { body: { allowedFromAddresses: ["api.held@company.com"] } });
    const dynamodb = new DynamoDBClient(clientConfig(report.emulator));
    const Key = { PK: { S: "SMTP_HOLD" }, SK: { S: "USER#api.held" } };
    const hold = { TableName: report.tableName, Item: { ...Key, kind: { S: "suspended" } } };
    await dynamodb.send(new PutItemCommand(hold));
    const enabled = await call("POST", "/api.held/enable");
    expect(enabled.status, enabled.text).to.equal(200);
    const read = async (PK: string) =>
      (
        await dynamodb.send(
          new GetItemCommand({ TableName: report.tableName, Key: { ...Key, PK: { S: PK } } }),
        )
      ).Item;
    expect(await read("SMTP_HOLD")).to.equal(undefined);
    expect((await read("SMTP_ENABLED"))?.at?.S).to.match(/Z$/);
    dynamodb.destroy();
    expect((await call("DELETE", "/api.held")).status).to.equal(204);
  });

  it("understands a username that needs escaping in a URL", async () => {
    const name = "api+a=b@c.d_e-f";
    const path = `/${encodeURIComponent(name)}`;
    const { status, body } = await call("PUT", path, {
      body: { allowedFromAddresses: ["api.plus@company.com"] },
    });
    expect({ status, name: body.name }).to.deep.equal({ status: 201, name });
    expect((await call("GET", path)).body.name).to.equal(name);
    expect((await call("DELETE", path)).status).to.equal(204);
  });

  it("has no route but its own", async () => {
    for (const [method, path] of [
      ["GET", "/x/secret"],
      ["POST", ""],
      ["PUT", "/x/y"],
      ["HEAD", "/x"],
    ] as const)
      expect((await call(method, path)).status, `${method} ${path}`).to.equal(404);
    expect((await callApi(report, { path: "/" })).status).to.equal(404);
  });

  it("has the correlation id of a request in its answer, in its audit entry, and the request's id in its access log", async () => {
    const headers = { "x-correlation-id": "ticket-4711" };
    const answer = await call("GET", "?limit=1", { headers });
    expect(answer.headers.get("x-correlation-id")).to.equal("ticket-4711");
    const entry = JSON.parse(await logged(FUNCTION_LOG, '"audit"', "ticket-4711")) as Record<string, unknown>;
    expect(entry).to.include({ message: "audit", action: "listCredentials", outcome: 200 });
    expect(entry.user_arn).to.equal(`arn:aws:iam::${ACCOUNT_ID}:root`);
    const access = await logged(ACCESS_LOG, answer.headers.get("apigw-requestid") ?? "none");
    expect(JSON.parse(access)).to.include({ routeKey: "GET /api/credentials", status: "200" });
  });

  // Proves D-security-tests.3, D-access-control.1
  it("refuses a role without permission with 403, which only the access log shows", async () => {
    const iam = new IAMClient(clientConfig(report.emulator));
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
    await iam.send(
      new CreateRoleCommand({
        RoleName: "api-nobody",
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
      }),
    );
    iam.destroy();
    const sessionToken = `arn:aws:iam::${ACCOUNT_ID}:role/api-nobody#mallory`;
    const { status, text, headers } = await call("GET", "/someone", { sessionToken });
    expect({ status, text }).to.deep.equal({ status: 403, text: '{"message":"Forbidden"}' });
    const entry = JSON.parse(await logged(ACCESS_LOG, headers.get("apigw-requestid") ?? "none")) as object;
    expect(entry).to.include({
      userArn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/api-nobody/mallory`,
      routeKey: "GET /api/credentials/{username}",
      status: "403",
      error: "Forbidden",
    });
    expect(JSON.stringify(entry)).to.include("is not authorized to perform: execute-api:Invoke on resource:");
  });

  /** The entry of a log group with this text. */
  /** The first entry with all of these texts. */
  async function logged(logGroupName: string, ...texts: string[]): Promise<string> {
    return pollUntil(`${texts.join(" ")} in ${logGroupName}`, BOUND_MS, async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      const found = events.find(({ message = "" }) => texts.every(text => message.includes(text)));
      return found?.message === undefined
        ? { yet: `${events.length} other entries` }
        : { done: found.message };
    });
  }
});
