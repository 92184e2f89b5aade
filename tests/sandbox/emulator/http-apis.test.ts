import { CreateLogGroupCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";

import { ACCOUNT_ID, clientConfig, REGION } from "../../../sandbox/shared/account";
import { openDeliveries, type Deliveries } from "../../support/emulator/deliveries";

const LOG_GROUP = "/aws/vendedlogs/http-apis";

/** Fails, or answers with the event. */
const HANDLER = `
exports.handler = async event => {
  if (event.rawPath === "/fail") throw new Error("failed on purpose");
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

/** A bucket that never fills again while a test runs. */
const THREE_IN_ALL = { throttlingRateLimit: 0.000_1, throttlingBurstLimit: 3 };

describe("an HTTP API in the emulator", () => {
  let on: Deliveries;
  let logs: CloudWatchLogsClient;
  let api: string;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openDeliveries();
    logs = new CloudWatchLogsClient(clientConfig(on.bench.url));
    await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
    const arn = await on.bench.createFunction("served", HANDLER);
    api = await on.createApi(arn, ["GET /fail", "GET /few", "GET /others", "GET /echo"], {
      accessLogSettings: {
        destinationArn: `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${LOG_GROUP}`,
        format:
          '{"id":"$context.requestId","route":"$context.routeKey","status":"$context.status","error":"$context.error.message"}',
      },
      routeSettings: { "GET /few": THREE_IN_ALL, "GET /others": THREE_IN_ALL },
    });
    await on.permit(
      "served",
      "apigateway.amazonaws.com",
      `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${api}/*`,
    );
  });
  after(async () => {
    logs?.destroy();
    await on?.bench.close();
  });

  const call = (path: string) =>
    on.bench.request("execute-api", { method: "GET", path: `/_aws/execute-api/${api}${path}` });

  it("answers 500 where its function fails, without the reason", async () => {
    const { status, body } = await call("/fail");
    expect({ status, body }).to.deep.equal({ status: 500, body: '{"message":"Internal Server Error"}' });
  });

  it("answers 429 once a route's throttle is reached, for this route only", async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 5; count++) statuses.push((await call("/few")).status);
    expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
    expect((await call("/few")).body).to.equal('{"message":"Too Many Requests"}');
    expect((await call("/others")).status).to.equal(200);
    expect((await call("/echo")).status).to.equal(200);
  });

  it("has an entry in its access log for each request, with the ID that the function sees", async () => {
    const { body } = await call("/echo");
    const { requestContext } = JSON.parse(body) as { requestContext: { requestId: string } };
    await call("/nowhere");
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: LOG_GROUP }));
    const entries = events.map(({ message = "" }) => JSON.parse(message) as Record<string, string>);
    expect(entries).to.deep.include({
      ...{ id: requestContext.requestId, route: "GET /echo" },
      ...{ status: "200", error: "-" },
    });
    const withStatus = (status: string) =>
      entries.filter(entry => entry.status === status).map(({ route, error }) => `${route} ${error}`);
    expect(withStatus("404")).to.deep.equal(["- -"]);
    expect(withStatus("500")).to.deep.equal(["GET /fail -"]);
    expect(new Set(withStatus("429"))).to.deep.equal(new Set(["GET /few Too Many Requests"]));
  });
});
