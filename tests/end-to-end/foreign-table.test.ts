import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { ACCOUNT_ID, clientConfig, REGION } from "../../sandbox/shared/account";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { pollUntil } from "../../sandbox/shared/poll";
import type { SandboxReport } from "../../sandbox/shared/report";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { type ExistingUser, ExistingUsers } from "../support/adopt/existing-users";
import { leaveTable } from "../support/receiving-rules/table-before";
import { kindsOf, runSweep } from "../support/sandbox/sweeps";

const BIN = join(__dirname, "../../cli/bin.js");
const RULE = {
  PK: "ROUTE#sales@company.com",
  SK: "RULE#v1",
  entity_type: "ROUTE",
  recipient: "sales@company.com",
  actions: [{ type: "forward-to-gmail", target: "ann@gmail.example" }],
  enabled: true,
};

/** What the stack keeps of its own: leases, what became of mail that was sent, and what a search of the table found. */
const OURS = /^(SMTP_(LEASE|HOLD|ENABLED)|EMAIL_\w+(#.*)?|RECEIVING_RULE_SCAN|UNMANAGED_LOGIN)$/;

describe("a stack that is deployed onto a table of another system", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let report: SandboxReport;
  let existing: ExistingUsers;
  let user: ExistingUser;
  before(async () => {
    sandbox = await startSandbox({
      keyDelayMs: 300,
      existingTable: true,
      prepareTable: async (emulator, tableName) => {
        await leaveTable(emulator, tableName, [RULE]);
        existing = new ExistingUsers({ emulator, tableName, accessKeyId: ACCOUNT_ID, region: REGION });
        user = await existing.byOtherSystem("legacy", "legacy@company.com", "ours");
        await existing.byOtherSystem("second", "second@company.com", "its own");
      },
    });
    ({ report } = sandbox);
  });
  after(async () => {
    existing?.destroy();
    await sandbox?.close();
  });

  /** Every item of the other system, as text. */
  const foreignItems = async () => {
    const client = new DynamoDBClient(clientConfig(report.emulator));
    try {
      const items: string[] = [];
      for await (const { Items = [] } of paginateScan({ client }, { TableName: report.tableName }))
        items.push(...Items.filter(({ PK }) => !OURS.test(PK?.S ?? "")).map(item => JSON.stringify(item)));
      return items.sort();
    } finally {
      client.destroy();
    }
  };

  // Proves R5.1
  it("leaves its records, rules and logins as they are, reports the login, and adopts it", async () => {
    const before = await foreignItems();
    expect(before).to.have.length(6);
    const administrator = new Administrator(report);
    const client = new MailClient(report);
    const mail = { from: `legacy@${report.domain}`, to: "ann@example.com", subject: "legacy", text: "x" };

    const found = await pollUntil("a sweep that reports the login", 120_000, async () => {
      const kinds = kindsOf(await runSweep(report), "legacy");
      return kinds.includes("unmanaged_login") ? { done: kinds } : { yet: kinds.join(", ") };
    });
    expect(found).to.include("unmanaged_login");
    // The manager was sent to it, and has noted whose it is.
    await pollUntil("a sweep that has nothing else to say", 120_000, async () => {
      const kinds = kindsOf(await runSweep(report), "legacy");
      return kinds.join() === "unmanaged_login" ? { done: true } : { yet: kinds.join(", ") };
    });
    expect(kindsOf(await runSweep(report), "second")).to.deep.equal(["unmanaged_login"]);
    expect(await foreignItems()).to.deep.equal(before);
    expect((await client.send(user.login, mail)).code).to.equal(250);

    const run = promisify(execFile);
    const env = { ...process.env, ...commandEnvironment(report), AWS_PROFILE: undefined };
    const args = [BIN, "--json", "credential", "adopt", user.name, "--as", "legacy", "--yes"];
    await run(process.execPath, args, { env });
    const record = await administrator.waitFor("legacy", each => "applied" in each);
    expect(record).to.include({ status: "active", smtp_username: user.login.user });
    expect((await client.send(user.login, mail)).code).to.equal(250);
    const others = (items: string[]) => items.filter(item => !item.includes("SMTP_USER"));
    expect(others(await foreignItems())).to.deep.equal(others(before));
    expect(kindsOf(await runSweep(report), "legacy")).not.to.include("unmanaged_login");
  });
});
