import * as path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { WEBHOOK_ROUTES } from "../../handlers/shared/api-routes";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { ACCOUNT_ID, clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { callApi } from "../../sandbox/testkit/signed-api";
import { bounce, failed } from "../support/ses-events/reported-shapes";
import { type SnsSender, snsSender, TOPIC } from "../support/webhook/sns-sender";

/** The functions get the test's certificate where they ask SNS for its own; nothing in them is changed. */
const PRELOAD = path.join(__dirname, "../support/webhook/certificate-of-sns.cjs");
const DAY_MS = 86_400_000;
const MAX_WAIT_MS = 240_000;

describe("notifications that are signed as SNS signs them, through the deployed webhook", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let sns: SnsSender;
  let dynamodb: DynamoDBClient;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator does not load the certificate
    const around = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
    sns = await snsSender(around);
    sandbox = await startSandbox({
      keyDelayMs: 200,
      settings: { webhookTopicArns: JSON.stringify([TOPIC]) },
      emulatorEnvironment: {
        NODE_OPTIONS: `--require ${PRELOAD}`,
        TEST_SNS_CERTIFICATE: Buffer.from(sns.certificate).toString("base64"),
      },
    });
    dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
  });
  after(async () => {
    dynamodb?.destroy();
    await sandbox?.close();
  });

  const bounceOf = (address: string) =>
    JSON.stringify(
      bounce(
        "event",
        {
          type: "Permanent",
          subtype: "General",
          recipients: [failed(address, "5.1.1")],
          others: { timestamp: new Date().toISOString() },
        },
        { sendingAccountId: ACCOUNT_ID, timestamp: new Date().toISOString() },
      ),
    );
  const post = async (body: object) => {
    const [method = "", to = ""] = WEBHOOK_ROUTES.notifications.split(" ");
    return (await callApi(sandbox.report, { method, path: to, body })).status;
  };

  it("are recorded once, in both versions of the signature, and nothing is that was changed or signed by another", async () => {
    const Timestamp = new Date().toISOString();
    for (const SignatureVersion of ["1", "2"]) {
      const signed = sns.sign({
        ...{ SignatureVersion, Timestamp },
        Message: bounceOf(`signed${SignatureVersion}@mail.example`),
      });
      expect(await post(signed), "signed").to.equal(200);
      expect(await post(signed), "repeated").to.equal(200);
      const changed = { ...signed, Message: bounceOf(`changed${SignatureVersion}@mail.example`) };
      expect(await post(changed), "changed").to.equal(403);
    }
    const another = await snsSender();
    const forged = another.sign({ Timestamp, Message: bounceOf("forged@mail.example") });
    expect(await post(forged), "signed with another key").to.equal(403);

    const emails = new TableEmails(dynamodb, sandbox.report.tableName);
    const found = await pollUntil("both bounces", MAX_WAIT_MS, async () => {
      const { events } = await emails.bounces({ days: 1, limit: 10 });
      return events.length < 2 ? { yet: `${events.length}` } : { done: events };
    });
    expect(found.map(({ email }) => email).sort()).to.deep.equal([
      "signed1@mail.example",
      "signed2@mail.example",
    ]);
    expect(await emails.suppression("signed1@mail.example")).to.include({ reason: "bounce" });
    expect((await emails.totals()).get("jane.doe")).to.include({ bounced_permanent: 2 });
  });
});
