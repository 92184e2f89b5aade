import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  paginateScan,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import {
  CancelKeyDeletionCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { expect } from "chai";
import { clientConfig } from "../../sandbox/shared/account";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { iamState } from "../support/sandbox/iam-users";
import { kindsOf, runSweep } from "../support/sandbox/sweeps";

const ANN = "ann";

/** What docs/disaster-recovery.md says, step by step. */
describe("docs/disaster-recovery.md, rehearsed in the sandbox", function () {
  this.timeout(400_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let client: MailClient;
  let dynamodb: DynamoDBClient;
  let kms: KMSClient;
  let login: Login;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // its key and table are not ours to delete
    sandbox = await startSandbox({ keyDelayMs: 200, existingTable: true });
    const config = clientConfig(sandbox.report.emulator);
    administrator = new Administrator(sandbox.report);
    client = new MailClient(sandbox.report);
    dynamodb = new DynamoDBClient(config);
    kms = new KMSClient(config);
    await request(ANN);
    await isActive(ANN);
    login = await administrator.login(ANN);
  });
  after(async () => {
    administrator?.close();
    for (const each of [dynamodb, kms]) each?.destroy();
    await sandbox?.close();
  });

  const request = (username: string) =>
    administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@company.com`],
    });
  const isActive = (username: string) => administrator.waitFor(username, ({ status }) => status === "active");
  const sends = async (with_: Login = login) => {
    const mail = {
      from: "ann@company.com",
      to: "success@simulator.amazonses.com",
      subject: "Still",
      text: ".",
    };
    expect((await client.send(with_, mail)).code).to.equal(250);
  };
  const command = (...args: string[]) =>
    withEnvironment(commandEnvironment(sandbox.report), () => runCommand(args));

  it("a key that is pending deletion: logins go on, new ones fail with the reason, and work once the deletion is canceled", async () => {
    const KeyId = sandbox.report.kmsKeyArn;
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    await sends();
    await request("during");
    const { failure } = await administrator.waitFor("during", ({ status }) => status === "failed");
    expect(failure?.message).to.match(/key/i);
    expect((await iamState(sandbox.report, "during")).users).to.deep.equal([]);

    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    await kms.send(new EnableKeyCommand({ KeyId })); // a key whose deletion was canceled is disabled
    await administrator.update("during", { status: "pending" });
    await isActive("during");
    expect((await administrator.login(ANN)).password).to.equal(login.password);
    await administrator.remove("during");
  });

  it("a table that is lost: logins go on, and nothing is changed while it is gone", async () => {
    const TableName = sandbox.report.tableName;
    const items = await backUp();
    const exported = await command("credential", "export", "--format", "csv");
    expect(exported.stdout).to.include("ann@company.com");
    await dynamodb.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client: dynamodb, maxWaitTime: 60 }, { TableName });
    await sends();
    expect((await iamState(sandbox.report, ANN)).users).to.have.lengthOf(1);

    await createTable();
    await restore(items);
    const report = await runSweep(sandbox.report, { dryRun: true });
    expect(kindsOf(report, ANN)).to.deep.equal([]);
    const restored = await administrator.login(ANN);
    expect(restored).to.deep.equal(login);
    await sends(restored);
  });

  async function backUp() {
    const { tableName: TableName } = sandbox.report;
    const items = [];
    for await (const page of paginateScan({ client: dynamodb }, { TableName }))
      items.push(...(page.Items ?? []));
    return items;
  }

  async function createTable(): Promise<void> {
    const { tableName: TableName } = sandbox.report;
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["PK", "SK"].map(AttributeName => ({ AttributeName, AttributeType: "S" })),
        KeySchema: [
          { AttributeName: "PK", KeyType: "HASH" },
          { AttributeName: "SK", KeyType: "RANGE" },
        ],
      }),
    );
    await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60 }, { TableName });
  }

  async function restore(items: Awaited<ReturnType<typeof backUp>>): Promise<void> {
    for (let first = 0; first < items.length; first += 25) {
      const requests = items.slice(first, first + 25).map(Item => ({ PutRequest: { Item } }));
      await dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [sandbox.report.tableName]: requests } }),
      );
    }
  }
});
