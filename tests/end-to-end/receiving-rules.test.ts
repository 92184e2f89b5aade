import { DescribeTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator, type CredentialRecord } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { forwardsTo, ruleItem, RuleItems } from "../support/receiving-rules/rule-items";
import { leaveTable, OTHER_ITEMS } from "../support/receiving-rules/table-before";
import { peek } from "../support/sandbox/failure-messages";
import { subscribeQueue } from "../support/sandbox/subscribed-queue";
import { runSweep } from "../support/sandbox/sweeps";

const MAILBOX = "jane.doe@gmail.com";

/** Rules that are in the table before the stack is. */
const BEFORE = [
  ruleItem("jane@company.com", forwardsTo("Jane.Doe@gmail.com")),
  ruleItem("bob@company.com", forwardsTo("bob@gmail.com")),
  ruleItem("old@company.com", { ...forwardsTo(MAILBOX), enabled: false }),
  ruleItem("*", forwardsTo(MAILBOX)),
];

/** A rule that is removed must stop its address within a few seconds, also on a busy machine. */
const MAX_SECONDS = 20;

describe("receiving rules in the sandbox", function () {
  this.timeout(400_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let rules: RuleItems;
  let mail: MailClient;
  let dynamodb: DynamoDBClient;
  let sns: SNSClient;
  let sqs: SQSClient;
  let alertsUrl: string;

  before(async () => {
    sandbox = await startSandbox({
      existingTable: true,
      keyDelayMs: 200,
      settings: { receivingRules: "routes" },
      prepareTable: (endpoint, table) => leaveTable(endpoint, table, BEFORE),
    });
    administrator = new Administrator(sandbox.report);
    rules = new RuleItems(sandbox.report.emulator, sandbox.report.tableName);
    mail = new MailClient(sandbox.report);
    const config = clientConfig(sandbox.report.emulator);
    dynamodb = new DynamoDBClient(config);
    [sns, sqs] = [new SNSClient(config), new SQSClient(config)];
    const topic = String(sandbox.report.outputs.alertTopicArn);
    alertsUrl = await subscribeQueue({ sns, sqs }, topic, "alerts-of-a-test");
  });
  after(async () => {
    for (const client of [dynamodb, sns, sqs]) client?.destroy();
    rules?.close();
    administrator?.close();
    await sandbox?.close();
  });

  const active = (username: string) =>
    administrator.waitFor(
      username,
      ({ status, verified_status }) => status === "active" && verified_status === "active",
    );

  /** The reply to a message from this address: 250, or 554 if the policy denies it. */
  async function reply(username: string, from: string): Promise<number> {
    const login = await administrator.login(username);
    const { code } = await mail.send(login, {
      from,
      to: "success@simulator.amazonses.com",
      subject: "Hello",
      text: "Hi",
    });
    return code;
  }

  async function until(username: string, from: string, code: number): Promise<number> {
    const started = performance.now();
    await pollUntil(`reply ${code} to ${username} from ${from}`, MAX_SECONDS * 1_000, async () => {
      const answer = await reply(username, from);
      return answer === code ? { done: undefined } : { yet: String(answer) };
    });
    return performance.now() - started;
  }

  it("that were there before are followed: a login without a list may send from its mailbox's addresses", async () => {
    await administrator.put("jane", { status: "pending", mailbox: "JANE.DOE@gmail.com" });
    await active("jane");
    expect(await reply("jane", "jane@company.com")).to.equal(250);
    for (const other of ["bob@company.com", "old@company.com", "jane+x@company.com", "x@company.com"])
      expect(await reply("jane", other), other).to.equal(554);
  });

  it("a rule that is added lets its mailbox's owner send within seconds, and one that is removed refuses it", async () => {
    await rules.put("sales@company.com", forwardsTo(MAILBOX));
    await until("jane", "sales@company.com", 250);
    await rules.remove("sales@company.com");
    await until("jane", "sales@company.com", 554);
    expect(await reply("jane", "jane@company.com")).to.equal(250);
  });

  it("administrators who subscribe to alerts are told which address a rule has added, and how to undo it", async () => {
    await rules.put("office@company.com", forwardsTo("Jane.Doe@gmail.com"));
    await until("jane", "office@company.com", 250);
    const alert = await pollUntil("an alert about office@company.com", 60_000, async () => {
      const found = (await peek(sqs, alertsUrl)).filter(text => text.includes("office@company.com"));
      return found.length > 0 ? { done: found } : { yet: "none" };
    });
    expect(alert).to.have.length(1);
    expect(alert[0]).to.include(
      'The login "jane" may now also send from office@company.com, because receiving rules forward the mail of these addresses ' +
        `to its mailbox, ${MAILBOX}.`,
    );
    expect(alert[0]).to.include("ses-smtp credential set jane --mailbox ''");
    await rules.remove("office@company.com");
    await until("jane", "office@company.com", 554);
    expect((await peek(sqs, alertsUrl)).filter(text => text.includes("office@company.com"))).to.have.length(
      1,
    );
  });

  it("a rule with an address that is too long for any key stops no other, and the sweep reports it once", async () => {
    const long = `${"x".repeat(2_000)}@company.com`;
    await rules.put(long, forwardsTo(MAILBOX));
    await rules.put("long-target@company.com", forwardsTo("y".repeat(5_000)));
    await rules.put("after@company.com", forwardsTo(MAILBOX));
    await until("jane", "after@company.com", 250);
    const { findings } = await runSweep(sandbox.report, { dryRun: true });
    const details = findings.flatMap(({ kind, detail }) => (kind === "unreadable_rule" ? [detail] : []));
    expect(details).to.have.members([
      `${"x".repeat(119)}…: the pattern has 2012 bytes; an address has up to 320 (RFC 5321)`,
      "long-target@company.com: the target of actions[0] has 5000 bytes; an address has up to 320 (RFC 5321)",
    ]);
    for (const pattern of [long, "long-target@company.com", "after@company.com"]) await rules.remove(pattern);
    await until("jane", "after@company.com", 554);
    await runSweep(sandbox.report);
  });

  it("a rule that is disabled, or forwards to somebody else, refuses its address", async () => {
    await rules.put("press@company.com", forwardsTo(MAILBOX));
    await until("jane", "press@company.com", 250);
    await rules.put("press@company.com", { ...forwardsTo(MAILBOX), enabled: false });
    await until("jane", "press@company.com", 554);
    await rules.put("press@company.com", forwardsTo(MAILBOX, "bob@gmail.com"));
    await until("jane", "press@company.com", 250);
    await rules.put("press@company.com", forwardsTo("bob@gmail.com"));
    await until("jane", "press@company.com", 554);
  });

  it("the rest of a domain goes to whoever gets its mail, without the addresses that have a rule", async () => {
    await rules.put("*@company.com", forwardsTo(MAILBOX));
    await until("jane", "anything@company.com", 250);
    for (const other of [
      "bob@company.com",
      "bob+tag@company.com",
      "old@company.com",
      "press@company.com",
      "Bob@company.com",
    ])
      expect(await reply("jane", other), other).to.equal(554);
    await rules.put("anything@company.com", { actions: [{ type: "bounce" }] });
    await until("jane", "anything@company.com", 554);
    expect(await reply("jane", "something@company.com")).to.equal(250);
    await rules.remove("anything@company.com");
    await until("jane", "anything@company.com", 250);
  });

  it("credential show says which address comes from where", async () => {
    const shown = await withEnvironment(commandEnvironment(sandbox.report), () =>
      runCommand(["credential", "show", "jane"]),
    );
    expect(shown.stdout).to.match(/by receiving rules +jane@company\.com, \*@company\.com \(except bob@\*/);
    expect(shown.stdout).to.match(/mailbox +JANE\.DOE@gmail\.com/);
  });

  it("a login whose mailbox no rule gives an address fails with one sentence, and works once a rule does", async () => {
    await administrator.put("nobody", { status: "pending", mailbox: "nobody@gmail.com" });
    const failed = await administrator.waitFor("nobody", ({ status }) => status === "failed");
    expect(failed.failure).to.include({ code: "receiving_rules" });
    expect(failed.failure?.message).to.include("no receiving rule gives it an address");
    await rules.put("nobody@company.com", forwardsTo("nobody@gmail.com"));
    await active("nobody");
    expect(await reply("nobody", "nobody@company.com")).to.equal(250);
  });

  it("a rule in an unexpected form gives nothing, and the sweep names it", async () => {
    await rules.put("broken@company.com", { ...forwardsTo(MAILBOX), enabled: "yes" });
    await until("jane", "broken@company.com", 554); // the rest of the domain is Jane's, but this address has a rule
    const { findings } = await runSweep(sandbox.report, { dryRun: true });
    expect(findings.filter(({ kind }) => kind === "unreadable_rule")).to.deep.equal([
      { kind: "unreadable_rule", username: "", detail: "broken@company.com: enabled is not a boolean" },
    ]);
  });

  it("a rule that is written and removed ten times a second ends as it was left", async () => {
    for (const last of ["removed", "written"] as const) {
      for (let turn = 0; turn < 25; turn++) {
        await rules.put(
          "busy@company.com",
          turn % 2 === 0 ? forwardsTo(MAILBOX) : forwardsTo("bob@gmail.com"),
        );
        await rules.remove("busy@company.com");
      }
      if (last === "written") await rules.put("busy@company.com", forwardsTo("nobody@gmail.com"));
      // Its own rule or the rest of the domain.
      await until("nobody", "busy@company.com", last === "written" ? 250 : 554);
      await until("jane", "busy@company.com", last === "written" ? 554 : 250);
    }
  });

  it("a sweep finds nothing to repair, and nothing of the receiving system was changed", async () => {
    const settled = await pollUntil("a sweep without findings", 120_000, async () => {
      const { findings } = await runSweep(sandbox.report);
      const about = findings.filter(({ kind }) => kind !== "unreadable_rule");
      return about.length === 0 ? { done: true } : { yet: JSON.stringify(about) };
    });
    expect(settled).to.equal(true);
    const { TableName } = { TableName: sandbox.report.tableName };
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
    const items = Items.map(item => unmarshall(item));
    for (const item of [...BEFORE, ...OTHER_ITEMS]) expect(items).to.deep.include(item);
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table?.StreamSpecification?.StreamViewType).to.equal("NEW_AND_OLD_IMAGES");
    const record = (await administrator.read("jane")) as CredentialRecord & { rule_senders?: unknown };
    expect(record.rule_senders).to.have.property("senders").that.includes("*@company.com");
  });
});
