import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { callApi } from "../../sandbox/testkit/signed-api";
import { receiveAll } from "../support/sandbox/failure-messages";
import { type Flood, startFlood } from "../support/webhook/flood";
import { TOPIC } from "../support/webhook/sns-sender";

const MAX_WAIT_MS = 90_000;

/** What AWS gives new accounts: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const CONCURRENCY = 10;

/** More than its throttle lets through, if the machine is as fast; each client has one request under way. */
const FLOOD = { clients: 20, perSecond: 200 };

describe("a flood of the webhook, in an account that runs ten functions at a time", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let dynamodb: DynamoDBClient;
  let flood: Flood | undefined;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // its concurrency cannot be set
    sandbox = await startSandbox({
      keyDelayMs: 200,
      settings: { webhookTopicArns: JSON.stringify([TOPIC]) },
      emulatorEnvironment: { LAMBDA_ACCOUNT_CONCURRENCY: String(CONCURRENCY) },
    });
    administrator = new Administrator(sandbox.report, MAX_WAIT_MS);
    dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
    for (const username of ["flood.sender", "flood.stopped"])
      await administrator.put(username, {
        status: "pending",
        allowed_from_addresses: [`${username}@${sandbox.report.domain}`],
      });
    for (const username of ["flood.sender", "flood.stopped"])
      await administrator.waitFor(username, ({ status }) => status === "active");
  });
  after(async () => {
    await flood?.stop();
    administrator?.close();
    dynamodb?.destroy();
    await sandbox?.close();
  });

  it("stops no bounce and no login from being stopped, lets nothing in, and loses nothing", async () => {
    const emails = new TableEmails(dynamodb, sandbox.report.tableName);
    const login = await administrator.login("flood.sender");
    const stopped = await administrator.login("flood.stopped");
    const client = new MailClient(sandbox.report);
    const mail = (from: string) => ({
      from: `${from}@${sandbox.report.domain}`,
      to: "bounce+flood@simulator.amazonses.com",
      subject: "Flood",
      text: "Hello\n",
    });
    flood = startFlood(sandbox.report, TOPIC, FLOOD);
    await pollUntil("the flood", MAX_WAIT_MS, async () => {
      const sent = flood?.requests() ?? 0;
      return Promise.resolve(sent > 300 ? { done: true } : { yet: `${sent} requests` });
    });

    expect((await client.send(login, mail("flood.sender"))).code).to.equal(250);
    const bounce = await pollUntil("the bounce", MAX_WAIT_MS, async () => {
      const { events } = await emails.bounces({ days: 1, limit: 5 });
      return events[0] === undefined ? { yet: "none" } : { done: events[0] };
    });
    expect(bounce).to.include({ username: "flood.sender", suppressed: true });

    await administrator.update("flood.stopped", { status: "disabled" });
    const reply = await pollUntil("the login to be refused", MAX_WAIT_MS, async () => {
      const { code } = await client.send(stopped, mail("flood.stopped"));
      return code === 250 ? { yet: "it works" } : { done: code };
    });
    expect(reply).to.be.oneOf([535, 554]);

    const duringFlood = flood.requests();
    const { statuses, requests } = await flood.stop();
    flood = undefined;
    expect(requests).to.be.at.least(duringFlood);
    // 5xx: the account ran ten functions already. SNS delivers such a message again.
    expect(
      Object.keys(statuses).filter(status => !["400", "403", "429", "500", "503"].includes(status)),
    ).to.deep.equal([], JSON.stringify(statuses));
    expect(statuses["403"], "unlisted topics").to.be.above(50);
    expect(statuses["400"], "unsigned, other hosts, garbage").to.be.above(50);

    // Of the flood, nothing was recorded: one sender, one bounce, and nobody else.
    await pollUntil("the counts", MAX_WAIT_MS, async () => {
      const totals = await new TableEmails(dynamodb, sandbox.report.tableName).totals();
      const [name, ...others] = totals.keys();
      expect([name ?? "flood.sender", ...others].filter(each => !each.startsWith("flood."))).to.deep.equal(
        [],
      );
      return totals.get("flood.sender")?.bounced_permanent === 1 ? { done: true } : { yet: "not counted" };
    });
    const sqs = new SQSClient(clientConfig(sandbox.report.emulator));
    for (const url of [sandbox.report.outputs.deadLetterQueueUrl, sandbox.report.outputs.parkedQueueUrl])
      expect(await receiveAll(sqs, String(url))).to.deep.equal([]);
    sqs.destroy();
  });

  it("leaves the webhook's health route with a throttle of its own", async () => {
    const { status, body } = await callApi(sandbox.report, { path: "/api/webhooks/ses/health" });
    expect([status, body.status]).to.deep.equal([200, "healthy"]);
  });
});
