import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { receiveAll } from "../support/sandbox/failure-messages";
import { iamState } from "../support/sandbox/iam-users";

/** What AWS gives new accounts: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const CONCURRENCY = 10;

const USERNAMES = Array.from({ length: 60 }, (_, index) => `narrow-${index}`);

describe("sixty records written at once, in an account that runs ten functions at a time", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let administrator: Administrator;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // its concurrency cannot be set
    sandbox = await startSandbox({
      keyDelayMs: 1_000,
      emulatorEnvironment: { LAMBDA_ACCOUNT_CONCURRENCY: String(CONCURRENCY) },
    });
    administrator = new Administrator(sandbox.report, 180_000);
  });
  after(async () => {
    administrator?.close();
    await sandbox?.close();
  });

  it("are limited as such an account is", async () => {
    const lambda = new LambdaClient(clientConfig(sandbox.report.emulator));
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    lambda.destroy();
    expect(AccountLimit?.ConcurrentExecutions).to.equal(CONCURRENCY);
  });

  it("all become active", async () => {
    await Promise.all(
      USERNAMES.map(username =>
        administrator.put(username, {
          status: "pending",
          allowed_from_addresses: [`${username}@company.com`],
        }),
      ),
    );
    for (const username of USERNAMES) {
      const record = await administrator.waitFor(username, ({ status }) => status !== "pending");
      expect(record, username).to.include({ status: "active", verified_status: "active" });
    }
  });

  it("end with one IAM user and one access key each", async () => {
    for (const username of USERNAMES) {
      const record = await administrator.read(username);
      const wanted = [record?.iam_user_name, `${record?.smtp_username ?? ""} Active`].join();
      // Where a call timed out, a second key is deleted once IAM has settled.
      await pollUntil(`one user and one key of ${username}`, 90_000, async () => {
        const { users, keys } = await iamState(sandbox.report, username);
        const seen = [...users, ...keys].join();
        return seen === wanted ? { done: undefined } : { yet: seen };
      });
    }
  });

  it("lose nothing: both queues of failures are empty", async () => {
    const { emulator, outputs } = sandbox.report;
    const sqs = new SQSClient(clientConfig(emulator));
    for (const url of [outputs.deadLetterQueueUrl, outputs.parkedQueueUrl]) {
      expect(await receiveAll(sqs, String(url))).to.deep.equal([]);
    }
    sqs.destroy();
  });
});
