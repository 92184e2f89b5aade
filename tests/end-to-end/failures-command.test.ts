import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { dlqMessage } from "../../handlers/shared/dlq-message";
import { clientConfig } from "../../sandbox/shared/account";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { changeStreamMapping } from "../support/sandbox/event-source-mapping";

const POISON = "not JSON \u009b31m";
const FAILED = {
  errorType: "quota_reached",
  errorMessage: "IAM refused the request",
  retryCount: 10,
  timestamp: "2026-11-26T12:00:00.000Z",
};

describe("the commands about failures and repairs", function () {
  this.timeout(180_000);
  let sandbox: Sandbox;
  let administrator: Administrator;

  before(async () => {
    sandbox = await startSandbox({ keyDelayMs: 200 });
    administrator = new Administrator(sandbox.report);
    await changeStreamMapping(sandbox.report, { Enabled: false }); // only the commands lead to the manager
    for (const username of ["parked", "unswept"])
      await administrator.put(username, {
        status: "pending",
        allowed_from_addresses: [`${username}@company.com`],
      });
    const sqs = new SQSClient(clientConfig(sandbox.report.emulator));
    const message = JSON.stringify(dlqMessage("parked", "id-1", undefined, FAILED));
    const { parkedQueueUrl, deadLetterQueueUrl } = sandbox.report.outputs;
    for (const MessageBody of [message, message, POISON])
      await sqs.send(new SendMessageCommand({ QueueUrl: String(parkedQueueUrl), MessageBody }));
    await sqs.send(new SendMessageCommand({ QueueUrl: String(deadLetterQueueUrl), MessageBody: message }));
    sqs.destroy();
  });
  after(async () => {
    administrator?.close();
    await sandbox?.close();
  });

  const run = (...args: string[]) =>
    withEnvironment(commandEnvironment(sandbox.report), () => runCommand(args));
  const listed = async () => {
    const { stdout } = await run("failures", "list", "--json");
    return (JSON.parse(stdout) as { failures: Record<string, unknown>[] }).failures;
  };

  it("list shows both queues with the story of each message, and changes nothing", async () => {
    const failures = await listed();
    const story = {
      username: "parked",
      errorType: FAILED.errorType,
      errorMessage: FAILED.errorMessage,
      retryCount: 10,
      firstFailedAt: FAILED.timestamp,
    };
    expect(failures).to.have.deep.members([
      { queue: "parked", ...story },
      { queue: "parked", ...story },
      { queue: "parked", errorType: "It is not JSON", errorMessage: POISON },
      { queue: "waiting", ...story },
    ]);
    expect(await listed()).to.have.lengthOf(4);
  });

  it("list shows control characters, and obeys none", async () => {
    const { code, stdout } = await run("failures", "list");
    expect(code).to.equal(0);
    expect(stdout).to.include("quota_reached: IAM refused the request").and.not.include("\u009b");
  });

  it("retry needs usernames or --all, and not both", async () => {
    expect((await run("failures", "retry")).code).to.equal(2);
    expect((await run("failures", "retry", "parked", "--all")).code).to.equal(2);
  });

  it("retry rejects a username without a parked operation, and then retries none", async () => {
    const { code, stdout, stderr } = await run("failures", "retry", "parked", "somebody");
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
    expect(stderr).to.include('No parked operation of "somebody".');
    expect((await listed()).filter(({ queue }) => queue === "parked")).to.have.lengthOf(3);
  });

  it("repair --dry-run shows the plan, and does nothing", async () => {
    const { code, stdout } = await run("repair", "--dry-run", "--json");
    expect(code).to.equal(0);
    const plan = JSON.parse(stdout) as { counts: Record<string, number>; sent: number };
    expect(plan.counts).to.include({ not_applied: 2, parked_messages: 1 });
    expect(plan.sent).to.equal(0);
    expect((await administrator.read("unswept"))?.status).to.equal("pending");
  });

  it("retry retries an operation once and deletes its messages; messages that cannot be parsed stay", async () => {
    const { stdout } = await run("failures", "retry", "--all", "--json");
    expect(JSON.parse(stdout)).to.deep.equal({ retried: ["parked"], recorded: 0, left: 1, notParsed: 1 });
    await administrator.waitFor("parked", ({ status }) => status === "active");
    const left = (await listed()).filter(({ queue }) => queue === "parked");
    expect(left.map(({ errorMessage }) => errorMessage)).to.deep.equal([POISON]);
  });

  it("retry says which command deletes a message that cannot be parsed", async () => {
    const { code, stdout } = await run("failures", "retry", "--all");
    expect(code).to.equal(0);
    expect(stdout).to.include("0 retried: none. 1 left.\nIt cannot be parsed: `ses-smtp failures discard`");
    expect((await run("repair", "--dry-run")).stdout).to.match(/parked_messages +1 message +no /);
  });

  it("discard shows the messages that cannot be parsed, and deletes them after confirmation", async () => {
    const refused = await run("failures", "discard");
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include("It is not JSON").and.include("Delete 1 message permanently?");
    const { code, stdout } = await run("failures", "discard", "--yes", "--json");
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: '{"discarded":1}\n' });
    expect((await listed()).filter(({ queue }) => queue === "parked")).to.deep.equal([]);
    expect((await run("failures", "discard")).stdout).to.equal("No parked message that cannot be parsed.\n");
  });

  it("repair asks, and without a terminal wants --yes", async () => {
    const { code, stderr } = await run("repair");
    expect(code).to.equal(2);
    expect(stderr).to.include("not_applied").and.include("--yes");
  });

  it("repair --yes has the manager do it", async () => {
    expect((await run("repair", "--yes")).code).to.equal(0);
    await administrator.waitFor("unswept", ({ status }) => status === "active");
  });
});
