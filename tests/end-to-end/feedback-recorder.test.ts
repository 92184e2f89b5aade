import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { Counts } from "../../handlers/email-events/models";
import type { AddressHistory } from "../../handlers/email-events/reader-types";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { TableSuppressionList } from "../../mailer/store/suppression-table";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { widenPolicy } from "../support/sandbox/widened-policy";

const MAX_WAIT_MS = 120_000;
const USERNAME = "feedback.jane";
const ROGUE = "feedback.rogue";

describe("what becomes of sent mail, in the sandbox", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let dynamodb: DynamoDBClient;
  let emails: TableEmails;
  let login: Login;
  let sqs: SQSClient;
  const outputs = () => sandbox.report.outputs as Record<string, string>;
  const table = () => outputs().tableName ?? "";

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is not sped up
    sandbox = await startSandbox({
      keyDelayMs: 200,
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: "20" },
    });
    administrator = new Administrator(sandbox.report);
    dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
    sqs = new SQSClient(clientConfig(sandbox.report.emulator));
    emails = new TableEmails(dynamodb, table());
    await administrator.put(USERNAME, {
      status: "pending",
      allowed_from_addresses: [`${USERNAME}@${sandbox.report.domain}`],
    });
    await administrator.waitFor(USERNAME, ({ status }) => status === "active");
    login = await administrator.login(USERNAME);
  });
  after(async () => {
    administrator?.close();
    dynamodb?.destroy();
    sqs?.destroy();
    await sandbox?.close();
  });

  const send = async (to: string) => {
    const mail = { from: `${USERNAME}@${sandbox.report.domain}`, to, subject: to, text: "Hello\n" };
    const reply = await new MailClient(sandbox.report).send(login, mail);
    expect(reply.code, reply.text).to.equal(250);
  };
  const until = <T>(what: string, look: () => Promise<T | undefined>): Promise<T> =>
    pollUntil(what, MAX_WAIT_MS, async () => {
      const found = await look();
      return found === undefined ? { yet: "nothing" } : { done: found };
    });
  const countsWhen = (what: string, holds: (counts: Counts) => boolean) =>
    until(what, async () => {
      const counts = (await new TableEmails(dynamodb, table()).totals()).get(USERNAME);
      return counts !== undefined && holds(counts) ? counts : undefined;
    });

  // Proves R2.3, R7.2, P-overview.2, P-component2.1, P-component2.2, P-component2.3
  it("is recorded, attributed, counted and suppressed, and the mailer's list has it", async () => {
    await send("bounce+one@simulator.amazonses.com");
    await send("complaint+one@simulator.amazonses.com");
    await send("success+one@simulator.amazonses.com");
    const bounced = await until("the bounce", async () => {
      const { events } = await emails.bounces({ days: 1, limit: 10 });
      return events.find(({ email }) => email === "bounce+one@simulator.amazonses.com");
    });
    expect(bounced).to.include({ bounce_type: "permanent", suppressed: true, username: USERNAME });
    const complained = await until("the complaint", async () => {
      const { events } = await emails.complaints({ days: 1, limit: 10 });
      return events.find(({ email }) => email === "complaint+one@simulator.amazonses.com");
    });
    expect(complained).to.include({ complaint_type: "abuse", suppressed: true, username: USERNAME });
    const counts = await countsWhen(
      "three sends, two deliveries",
      ({ sent, delivered }) => sent >= 3 && delivered >= 2,
    );
    expect(counts).to.include({ sent_messages: 3, sent: 3, bounced_permanent: 1, complaints: 1 });
    const list = new TableSuppressionList(dynamodb, table());
    const found = await list.find([
      "Bounce+one@simulator.amazonses.com",
      "complaint+one@simulator.amazonses.com",
      "success+one@simulator.amazonses.com",
    ]);
    expect(found.map(({ reason }) => reason).sort()).to.deep.equal(["bounce", "complaint"]);
    expect(await emails.remove("bounce+one@simulator.amazonses.com")).to.include({ reason: "bounce" });
    expect(await list.find(["bounce+one@simulator.amazonses.com"])).to.deep.equal([]);
  });

  it("is exported and erased for one recipient by ses-smtp privacy, with the caller's own rights", async () => {
    const address = "complaint+one@simulator.amazonses.com";
    const privacy = (...args: string[]) =>
      withEnvironment(commandEnvironment(sandbox.report), () => runCommand(["privacy", ...args]));
    const exported = await privacy("export", "Complaint+One@simulator.amazonses.com");
    expect(exported.code, exported.stderr).to.equal(0);
    const { email, complaints, bounces, suppression } = JSON.parse(exported.stdout) as AddressHistory & {
      email: string;
    };
    expect(email).to.equal(address);
    expect(bounces).to.deep.equal([]);
    expect(complaints.map(each => each.email)).to.deep.equal([address]);
    expect(suppression).to.include({ reason: "complaint" });
    const refused = await privacy("erase", address);
    expect(refused.code).not.to.equal(0);
    expect((await emails.history(address)).complaints).to.have.lengthOf(1);
    const erased = await privacy("erase", address, "--yes", "--json");
    expect(JSON.parse(erased.stdout)).to.deep.equal({ email: address, items: 3, queued_messages: [] });
    expect(await emails.history(address)).to.deep.equal({
      bounces: [],
      complaints: [],
      violations: [],
      suppression: undefined,
    });
    expect((await emails.totals()).get(USERNAME)).to.include({ complaints: 1 });
  });

  it("is not lost when the table is: each event is recorded once the table is back", async () => {
    const before = await countsWhen("the counts so far", () => true);
    const { domain } = sandbox.report;
    await administrator.put(ROGUE, { status: "pending", allowed_from_addresses: [`${ROGUE}@${domain}`] });
    await administrator.waitFor(ROGUE, ({ status }) => status === "active");
    const rogue = await administrator.login(ROGUE);
    await widenPolicy(sandbox.report, administrator, ROGUE);
    const lift = sandbox.frontDoor.faults.add({
      service: "dynamodb",
      match: ({ body }) => /EMAIL_|SUPPRESSION/.test(String(body)),
      mode: "refuse-before",
      status: 500,
      code: "InternalServerError",
    });
    for (const index of [1, 2, 3]) await send(`bounce+lost${index}@simulator.amazonses.com`);
    const stolen = {
      from: `boss@${domain}`,
      to: "someone@example.org",
      subject: "An invoice",
      text: "Pay\n",
    };
    expect((await new MailClient(sandbox.report).send(rogue, stolen)).code).to.equal(250);
    await sandbox.ses.settled();
    // Beyond the recorder's own attempts and Lambda's retries: the events have left for the dead-letter queue.
    await pollUntil("events in the dead-letter queue", MAX_WAIT_MS, async () => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: outputs().deadLetterQueueUrl, AttributeNames: ["All"] }),
      );
      const waiting = ["", "NotVisible", "Delayed"]
        .map(state => Number(Attributes[`ApproximateNumberOfMessages${state}` as keyof typeof Attributes]))
        .reduce((sum, count) => sum + count);
      return waiting >= 4 ? { done: true } : { yet: `${waiting} messages` };
    });
    lift();
    const counts = await countsWhen(
      "all of them",
      ({ bounced_permanent, sent }) =>
        bounced_permanent >= before.bounced_permanent + 3 && sent >= before.sent + 3,
    );
    expect(counts.bounced_permanent).to.equal(before.bounced_permanent + 3);
    expect(counts.sent).to.equal(before.sent + 3);
    const [violation] = await until("the violation", async () => {
      const { events } = await emails.violations({ days: 1, limit: 10 });
      return events.length > 0 ? events : undefined;
    });
    expect(violation).to.include({ username: ROGUE, email: `boss@${domain}` });
    const { suppressions } = await emails.suppressions({ reason: "bounce", limit: 100 });
    expect(suppressions.map(({ email }) => email).sort()).to.deep.equal(
      [1, 2, 3].map(index => `bounce+lost${index}@simulator.amazonses.com`),
    );
  });
});
