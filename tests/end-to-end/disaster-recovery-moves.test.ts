import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { deploy } from "../../sandbox/engine";
import { ACCOUNT_ID, REGION } from "../../sandbox/shared/account";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../sandbox/shared/report";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { withNamespace } from "../support/targets/emulator";

const INFRA = path.join(__dirname, "..", "..", "infra");
const ANN = "ann";
const DOMAIN = "company.com";
const ADDRESS = `${ANN}@${DOMAIN}`;

/** The disasters after which people move to another stack, as docs/disaster-recovery.md says. */
describe("docs/disaster-recovery.md, where people move to another stack, rehearsed in the sandbox", function () {
  this.timeout(400_000);
  let folder: string;
  let logins: string;
  let old: Sandbox;
  let administrator: Administrator;
  let login: Login;
  const opened: { close(): unknown }[] = [];

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // its key and identities are not ours
    folder = await mkdtemp(path.join(tmpdir(), "disaster-"));
    logins = path.join(folder, "logins.csv");
    old = await startSandbox({ keyDelayMs: 200 });
    opened.push(old);
    administrator = administratorOf(old.report);
    await administrator.put(ANN, { status: "pending", allowed_from_addresses: [ADDRESS] });
    await administrator.waitFor(ANN, ({ status }) => status === "active");
    login = await administrator.login(ANN);
    const { code, stdout } = await command(old.report, "credential", "export", "--format", "csv");
    expect(code).to.equal(0);
    expect(stdout).to.include(ADDRESS).and.not.include(login.password);
    await writeFile(logins, stdout);
  });
  after(async () => {
    for (const each of opened.reverse()) await each.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  function administratorOf(report: SandboxReport): Administrator {
    const made = new Administrator(report);
    opened.push(made);
    return made;
  }
  const command = (report: SandboxReport, ...args: string[]) =>
    withEnvironment(commandEnvironment(report), () => runCommand(args));
  /** Sends with a login. @returns the code of the last reply */
  const send = async (report: SandboxReport, given: Login) => {
    const mail = { from: ADDRESS, to: "success@simulator.amazonses.com", subject: "Moved", text: "." };
    return (await new MailClient(report).send(given, mail)).code;
  };
  /** Writes the exported logins into a stack. @returns Ann's login there */
  const apply = async (report: SandboxReport): Promise<Login> => {
    const { code, stdout, stderr } = await command(report, "credential", "apply", "--file", logins);
    expect(code, stdout + stderr).to.equal(0);
    const there = administratorOf(report);
    await there.waitFor(ANN, ({ status }) => status === "active");
    return there.login(ANN);
  };

  it("a region that is lost: a second stack elsewhere, without logins until then, takes the exported ones", async () => {
    // A sandbox of its own shares nothing with the first one, like another region.
    const second = await startSandbox({ keyDelayMs: 200 });
    opened.push(second);
    expect(await send(second.report, login), "the password of the lost region").to.equal(535);
    const moved = await apply(second.report);
    expect(moved.user).to.not.equal(login.user);
    expect(await send(second.report, moved)).to.equal(250);
    expect(await send(old.report, login), "when it is back, people may go on with either").to.equal(250);
  });

  it("a state that is lost: another stack takes the logins, and the old one removes each whose record goes", async () => {
    const settings = {
      ...{ domains: JSON.stringify([DOMAIN]), kmsKeyArn: old.report.kmsKeyArn, deletionProtection: "false" },
      ...{ identity: "existing", existingConfigurationSet: "allow" },
      smtpEndpointOverride: `localhost:${old.report.smtp.port}`,
      smtpCaFile: old.report.smtp.caFile,
    };
    const moved = await deploy({
      ...{ programDirectory: INFRA, project: "ses-smtp", stack: "moved" },
      ...{ endpoint: old.report.emulator, region: REGION, accountId: ACCOUNT_ID },
      config: withNamespace(settings),
    });
    const outputsFile = path.join(folder, "outputs.json");
    await writeFile(outputsFile, JSON.stringify(moved.outputs));
    const tableName = String(moved.outputs.tableName);
    const report: SandboxReport = { ...old.report, tableName, outputs: moved.outputs, outputsFile };
    expect(tableName).to.not.equal(old.report.tableName);

    const given = await apply(report);
    expect(await send(report, given)).to.equal(250);
    expect(await send(old.report, login), "until its record is deleted").to.equal(250);
    const { iam_user_name: oldUser = "" } = (await administrator.read(ANN)) ?? {};
    await administrator.remove(ANN);
    await administrator.waitForNoUser(oldUser);
    const client = new MailClient(old.report);
    await client.waitForReply(535, () => client.logIn(login));
    expect(await send(report, given), "the new stack's login").to.equal(250);
  });
});
